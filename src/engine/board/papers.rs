//! Suppliers' papers, verified and held against GSTR-2B.

use super::reconcile;
use crate::answer::reconciled::{PaperText, PapersChecked, PapersRequest};
use crate::answer::verified::VerifyRequest;
use crate::engine::config::options::VerifyOptions;
use crate::engine::document::download::{SignedDownload, Where};
use crate::engine::paper;
use crate::engine::process::engine::Engine;
use crate::error::{Error, ErrorKind, Result};
use crate::law::reconcile::papers::{OnPaper, SignatureWorth, SupplierPaper, check};
use crate::signed::SignatureVerdict;

/// Verifies suppliers' papers and holds them against GSTR-2B: what it lacks, what differs, what is cancelled.
///
/// ```
/// use einv::answer::reconciled::{GivenPaper, PapersRequest, PortalFile};
/// use einv::engine::{VerifyOptions, check_papers};
///
/// let statement = serde_json::json!({"data": {"gstin": "27AAPFU0939F1ZV", "rtnprd": "112026", "docdata": {}}});
/// let mut request = PapersRequest::new([PortalFile::Json(statement, String::new())]);
/// request.papers.push(GivenPaper::without_code("scan.png"));
/// let checked = check_papers(None, request, &VerifyOptions::new())?;
/// assert_eq!(checked.findings[0].standing.name(), "no_code");
/// # Ok::<(), einv::error::Error>(())
/// ```
pub fn check_papers(engine: Option<&Engine>, request: PapersRequest, options: &VerifyOptions) -> Result<PapersChecked> {
    let statement = reconcile::statement(request.statement, request.period)?;
    if let Some(wanted) = request.gstin.filter(|wanted| *wanted != statement.gstin) {
        let message = format!("the file is of {}, and {wanted} is asked for", statement.gstin);
        return Err(Error::new(ErrorKind::Json, message).at("/gstin").fix("give the file of this GSTIN"));
    }
    let verify = |token: &str| signed(engine, token, options);
    let mut papers = Vec::new();
    for given in request.papers {
        let found = match given.text {
            PaperText::Signed(token) => verify(&token)?,
            PaperText::NoCode => OnPaper::NoCode,
            PaperText::Unreadable(why) => OnPaper::Unreadable(why),
        };
        papers.push(SupplierPaper { name: given.name, found, cancelled: false, listed: false });
    }
    for path in request.received {
        let mut download = SignedDownload::open(Where::Path { path })?;
        while let Some((name, answer)) = download.next()? {
            let (found, cancelled) = match answer {
                Ok(answer) => match answer.token() {
                    Some(token) => (verify(token)?, answer.is_cancelled()),
                    None => (OnPaper::NoCode, false),
                },
                Err(error) => (OnPaper::Unreadable(error.to_string()), false),
            };
            papers.push(SupplierPaper { name, found, cancelled, listed: true });
        }
    }
    Ok(check(&papers, &statement, &request.liable))
}

/// What a signed text says, and what its signature is worth.
fn signed(engine: Option<&Engine>, token: &str, options: &VerifyOptions) -> Result<OnPaper> {
    let verified = paper::verify(engine, VerifyRequest::new(token), options)?;
    let worth = match verified.verdict {
        _ if verified.trusted => SignatureWorth::Trusted,
        SignatureVerdict::Sandbox => SignatureWorth::Practice,
        SignatureVerdict::WrongSignature => SignatureWorth::False,
        SignatureVerdict::Verified | SignatureVerdict::UnknownKey => SignatureWorth::Unknown,
        SignatureVerdict::Malformed => return Ok(OnPaper::Unreadable(verified.message.into_owned())),
    };
    Ok(match verified.content {
        Some(content) => OnPaper::Signed(Box::new(content), worth),
        None => OnPaper::NoCode,
    })
}
