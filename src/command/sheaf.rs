//! Where printed pages go: a file, files of a folder each by its number, or all of them into one file.

use crate::command::exit::Exit;
use crate::command::paper::save;
use einv::error::{Error, ErrorKind, Result};
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// What of a page its parents may say.
const INHERITED: [&[u8]; 4] = [b"MediaBox", b"CropBox", b"Resources", b"Rotate"];

/// The pages of a command.
pub struct Sheaf {
    out: PathBuf,
    way: SheafWay,
}

/// How several are kept apart.
enum SheafWay {
    /// There is one.
    File,
    /// Each in a file of its own.
    Folder(HashSet<String>),
    /// All in one, in the order in which they come.
    Joined(Box<JoinedPages>),
}

/// Pages of several PDFs.
struct JoinedPages {
    document: Document,
    pages: Vec<Object>,
    parent: ObjectId,
}

impl Sheaf {
    /// Several go to a folder, or into one file where the name ends with `.pdf`.
    pub fn new(out: &Path, is_several: bool) -> Result<Sheaf> {
        let is_pdf = out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("pdf"));
        let way = match (is_several, out.is_dir()) {
            (false, false) => SheafWay::File,
            (true, false) if is_pdf => SheafWay::Joined(Box::new(JoinedPages::new())),
            (_, _) => {
                std::fs::create_dir_all(out).map_err(|e| {
                    Error::new(ErrorKind::Arg, format!("{} can't be made: {e}", out.display())).fix(
                        "several bills go to a folder: give the name of one, or of one to be made; or a name that ends with .pdf",
                    )
                })?;
                SheafWay::Folder(HashSet::new())
            }
        };
        Ok(Sheaf { out: out.to_owned(), way })
    }

    /// Whether each has a name of its own.
    pub fn is_folder(&self) -> bool {
        matches!(self.way, SheafWay::Folder(_))
    }

    /// Takes the pages of a document of this number.
    pub fn put(&mut self, number: &str, pdf: &[u8]) -> Result<()> {
        match &mut self.way {
            SheafWay::File => save(&self.out, pdf).map(|_| ()),
            SheafWay::Folder(names) => save(&self.out.join(file_name(number, names)), pdf).map(|_| ()),
            SheafWay::Joined(joined) => joined
                .put(pdf)
                .map_err(|e| Error::new(ErrorKind::Panic, format!("the page printed can't be joined to others: {e}"))),
        }
    }

    /// Writes what is still to be written.
    pub fn end(self) -> Result<Exit> {
        let SheafWay::Joined(joined) = self.way else { return Ok(Exit::Done) };
        let count = joined.pages.len();
        if count == 0 {
            return Ok(Exit::Done);
        }
        let written = joined.end().map_err(|e| {
            Error::new(ErrorKind::Arg, format!("the {count} pages can't be written as one: {e}"))
                .fix("give the name of a folder: each bill has a file of its own there")
        })?;
        save(&self.out, &written)
    }
}

impl JoinedPages {
    fn new() -> JoinedPages {
        let mut document = Document::with_version("1.7");
        let parent = document.new_object_id();
        JoinedPages { document, pages: Vec::new(), parent }
    }

    fn put(&mut self, pdf: &[u8]) -> lopdf::Result<()> {
        let mut added = Document::load_mem(pdf)?;
        added.renumber_objects_with(self.document.max_id + 1);
        for page in added.get_pages().into_values() {
            let mut own = whole(&added, page)?;
            own.set("Parent", self.parent);
            added.objects.insert(page, Object::Dictionary(own));
            self.pages.push(page.into());
        }
        // Its tree of pages is not needed, nor its catalogue: nothing that is kept refers to them.
        let is_left_out = |object: &Object| {
            let kind = object.as_dict().and_then(Dictionary::get_type);
            matches!(kind, Ok(b"Catalog" | b"Pages"))
        };
        self.document.max_id = added.max_id;
        self.document.objects.extend(added.objects.into_iter().filter(|(_, object)| !is_left_out(object)));
        Ok(())
    }

    fn end(mut self) -> std::io::Result<Vec<u8>> {
        let count = self.pages.len() as i64;
        let tree = dictionary! {"Type" => "Pages", "Kids" => self.pages, "Count" => count};
        self.document.objects.insert(self.parent, tree.into());
        let root = self.document.add_object(dictionary! {"Type" => "Catalog", "Pages" => self.parent});
        self.document.trailer.set("Root", root);
        let mut written = Vec::new();
        self.document.save_to(&mut written)?;
        Ok(written)
    }
}

/// A page with what it has from its parents.
fn whole(document: &Document, page: ObjectId) -> lopdf::Result<Dictionary> {
    let mut own = document.get_dictionary(page)?.clone();
    let mut above = own.get(b"Parent").and_then(Object::as_reference).ok();
    // A tree this deep is none of ours.
    for _ in 0..32 {
        let Some(parent) = above else { break };
        let parent = document.get_dictionary(parent)?;
        for key in INHERITED {
            if let (false, Ok(value)) = (own.has(key), parent.get(key)) {
                own.set(key, value.clone());
            }
        }
        above = parent.get(b"Parent").and_then(Object::as_reference).ok();
    }
    Ok(own)
}

/// A file's name for a document number, which may have a slash; no other bill of this command has it.
fn file_name(number: &str, names: &mut HashSet<String>) -> String {
    let plain: String = number.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let mut name = format!("{plain}.pdf");
    let mut again = 2;
    // Some systems take small and capital letters for the same.
    while !names.insert(name.to_lowercase()) {
        name = format!("{plain} ({again}).pdf");
        again += 1;
    }
    name
}
