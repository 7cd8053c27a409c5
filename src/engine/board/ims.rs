//! What to answer suppliers in the Invoice Management System.

use super::portal_file::{FileContent, contents};
use super::reconcile::purchase_book;
use crate::answer::reconciled::{ImsProposed, ImsRequest};
use crate::engine::config::options::ReconcileOptions;
use crate::engine::process::engine::Engine;
use crate::error::{Error, ErrorKind, Result};
use crate::law::reconcile::ims::{ImsList, propose};

impl Engine {
    /// Reads the portal's file of the Invoice Management System and proposes an answer for each row: accept or pending, never
    /// reject.
    pub fn ims(&self, request: ImsRequest, options: &ReconcileOptions) -> Result<ImsProposed> {
        let call = self.call(&options.0)?;
        let mut list: Option<ImsList> = None;
        for file in request.files {
            for content in contents(file)? {
                match content {
                    FileContent::Json(json, name) => {
                        let next = ImsList::read(&name, &json)?;
                        list = Some(match list {
                            Some(known) => known.and(&name, next)?,
                            None => next,
                        });
                    }
                    FileContent::Sheets(_, name) => {
                        let message = format!("{name} is a workbook; IMS is read as JSON");
                        return Err(Error::new(ErrorKind::Unsupported, message)
                            .fix("download IMS as JSON (its offline tool), and give that file"));
                    }
                }
            }
        }
        let missing = || Error::new(ErrorKind::Json, "an empty list of files").fix("give the portal's file");
        let list = list.ok_or_else(missing)?;
        if let (Some(wanted), Some(own)) = (request.gstin, list.gstin)
            && wanted != own
        {
            let message = format!("the file is of {own}, and {wanted} is asked for");
            return Err(Error::new(ErrorKind::Json, message).at("/gstin").fix("give the file of this GSTIN"));
        }
        let configured = match &self.resolved.profiles[..] {
            [only] => only.gstin,
            _ => None,
        };
        let unknown = || {
            Error::new(ErrorKind::Arg, "the file doesn't say whose it is").at("/gstin").fix("give the buyer's GSTIN")
        };
        let gstin = request.gstin.or(list.gstin).or(configured).ok_or_else(unknown)?;
        let books = request.books.map(|given| purchase_book(&call, given, gstin)).transpose()?;
        let books = books.as_ref().map(|(bought, unread)| (bought.as_slice(), unread.as_slice()));
        Ok(propose(&list, gstin, books, request.filing, call.now().day()))
    }
}
