//! The interface as data, read from `src/ffi` by a parser of Rust: each number, each exported function, each row of `verbs!`.
//!
//! It is the source of the twins for Windows; of `interface.json`, for tests, documentation and bindings; and of
//! `exports.rs`, with each function written out, for the header. Unreadable source fails the build, so that nothing is
//! lost silently.

use serde::Serialize;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, FnArg, Ident, Item, Lit, Meta, Pat, Path as RustPath, ReturnType, Token, Type};

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

pub struct Interface {
    /// `EINV_ABI`.
    abi: Number,
    /// The numbers that functions return.
    numbers: Vec<Number>,
    pub functions: Vec<Function>,
    /// Exports in Java's own convention; the header doesn't have them.
    natives: Vec<String>,
}

#[derive(Serialize)]
struct Number {
    name: String,
    number: i32,
    about: String,
}

#[derive(Serialize)]
pub struct Function {
    pub name: String,
    since: String,
    /// The kind at the beginning of a verb's row; no other function has one.
    verb: Option<String>,
    /// A verb's own options.
    options: Vec<String>,
    pub parameters: Vec<Parameter>,
    #[serde(skip)]
    about: Vec<String>,
}

#[derive(Serialize, Clone)]
pub struct Parameter {
    name: String,
    kind: Kind,
    /// `r#in` for `in`.
    #[serde(skip)]
    pub rust: String,
}

/// Only these types cross the interface: every host supports them.
#[derive(Serialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Number,
    Bytes,
    Room,
    Place,
}

impl Parameter {
    /// As Rust declares it.
    pub fn declared(&self) -> String {
        let kind = match self.kind {
            Kind::Number => "i32",
            Kind::Bytes => "*const c_char",
            Kind::Room => "*mut c_char",
            Kind::Place => "*mut i32",
        };
        format!("{}: {kind}", self.rust)
    }
}

/// Reads `src/ffi`, and writes the description to `OUT_DIR`.
pub fn generate() -> Result<Interface> {
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("src/ffi");
    println!("cargo:rerun-if-changed=src/ffi");
    let interface = read(&folder)?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("interface.json"), interface.description()?)?;
    fs::write(out.join("exports.rs"), interface.exports())?;
    Ok(interface)
}

fn read(folder: &Path) -> Result<Interface> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|e| e == "rs"));
    files.sort();
    let mut found = Found::default();
    for file in &files {
        let at = |e: Box<dyn Error>| format!("{}: {e}", file.display());
        let parsed = syn::parse_file(&fs::read_to_string(file)?).map_err(|e| at(e.into()))?;
        found.take(parsed.items).map_err(at)?;
    }
    found.interface()
}

/// The contents of the files, until all of them are read.
#[derive(Default)]
struct Found {
    numbers: Vec<Number>,
    functions: Vec<Function>,
    natives: Vec<String>,
    rows: Vec<Row>,
    /// The parameters of every verb: those of the type `Verb`.
    shape: Vec<Parameter>,
}

impl Found {
    fn take(&mut self, items: Vec<Item>) -> Result<()> {
        for item in items {
            match item {
                Item::Mod(inner) => self.take(inner.content.map(|(_, items)| items).unwrap_or_default())?,
                Item::Const(item) if item.ident.to_string().starts_with("EINV_") => {
                    let lines = about(&item.attrs)?;
                    let about = lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
                    self.numbers.push(Number { name: item.ident.to_string(), number: number(&item.expr)?, about });
                }
                Item::Type(item) if item.ident == "Verb" => self.shape = shape(&item.ty)?,
                Item::Fn(item) if is_exported(&item.attrs)? => self.export(&item)?,
                Item::Macro(item) if item.ident.is_none() && item.mac.path.is_ident("verbs") => {
                    self.rows.extend(item.mac.parse_body::<Rows>()?.0);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn export(&mut self, item: &syn::ItemFn) -> Result<()> {
        let name = item.sig.ident.to_string();
        match item.sig.abi.as_ref().and_then(|abi| abi.name.as_ref()).map(syn::LitStr::value).as_deref() {
            Some("system") if name.starts_with("Java_") => self.natives.push(name),
            Some("C") => {
                let parameters = item.sig.inputs.iter().map(argument).collect::<Result<_>>()?;
                let ReturnType::Type(_, returned) = &item.sig.output else {
                    return Err(format!("{name} returns nothing").into());
                };
                if !matches!(kind(returned)?, Kind::Number) {
                    return Err(format!("{name} must return i32").into());
                }
                self.functions.push(Function::new(name, None, Vec::new(), parameters, about(&item.attrs)?)?);
            }
            _ => return Err(format!("{name} is exported, and is neither extern \"C\" nor a native of Java").into()),
        }
        Ok(())
    }

    /// The functions in the order of their files, then the verbs.
    fn interface(self) -> Result<Interface> {
        let Found { numbers, mut functions, natives, rows, shape } = self;
        if rows.is_empty() || shape.is_empty() {
            return Err("src/ffi has no verbs! or no type Verb: what is a verb can't be read".into());
        }
        for row in rows {
            functions.push(Function::new(row.name, Some(row.kind), row.options, shape.clone(), row.about)?);
        }
        let (abi, numbers): (Vec<_>, Vec<_>) = numbers.into_iter().partition(|number| number.name == "EINV_ABI");
        let abi = abi.into_iter().next().ok_or("src/ffi has no EINV_ABI")?;
        Ok(Interface { abi, numbers, functions, natives })
    }
}

impl Function {
    fn new(
        name: String,
        verb: Option<String>,
        options: Vec<String>,
        parameters: Vec<Parameter>,
        about: Vec<String>,
    ) -> Result<Function> {
        // Rust's own safety section repeats the header's introduction.
        let mut about: Vec<String> = about.into_iter().take_while(|line| line.trim() != "# Safety").collect();
        while about.last().is_some_and(|line| line.trim().is_empty()) {
            about.pop();
        }
        let text = about.join("\n");
        let since = text.rsplit_once("Since ").and_then(|(_, version)| version.strip_suffix('.'));
        let since = since.filter(|version| version.split('.').all(|part| part.parse::<u32>().is_ok()));
        let since = since.ok_or_else(|| format!("{name}: the comment must end with \"Since 1.2.\""))?.to_owned();
        Ok(Function { name, since, verb, options, parameters, about })
    }
}

impl Interface {
    /// JSON, one line per described item, so that a diff shows each change alone.
    fn description(&self) -> Result<String> {
        let (abi, numbers, functions) = (one(&self.abi)?, lines(&self.numbers)?, lines(&self.functions)?);
        let natives = lines(&self.natives)?;
        Ok(format!(
            "{{\n\"abi\": {abi},\n\"numbers\": {numbers},\n\"functions\": {functions},\n\"natives\": {natives}\n}}\n"
        ))
    }

    /// Numbers and functions without bodies, each in full, as cbindgen reads them.
    fn exports(&self) -> String {
        let mut out = String::new();
        for Number { name, number, about } in self.numbers.iter().chain([&self.abi]) {
            out.push_str(&format!("/// {about}\npub const {name}: i32 = {number};\n"));
        }
        for function in &self.functions {
            for line in &function.about {
                out.push_str(&format!("///{line}\n"));
            }
            let parameters: Vec<String> = function.parameters.iter().map(Parameter::declared).collect();
            let (name, parameters) = (&function.name, parameters.join(", "));
            out.push_str(&format!(
                "#[unsafe(no_mangle)] pub unsafe extern \"C\" fn {name}({parameters}) -> i32 {{ 0 }}\n"
            ));
        }
        out
    }
}

fn one(described: &impl Serialize) -> Result<String> {
    Ok(serde_json::to_string(described)?)
}

fn lines(described: &[impl Serialize]) -> Result<String> {
    let lines = described.iter().map(one).collect::<Result<Vec<_>>>()?;
    Ok(format!("[\n  {}\n]", lines.join(",\n  ")))
}

/// `/// What it does.` … `pure einv_codes [after limit] = engine::codes;`
struct Row {
    about: Vec<String>,
    kind: String,
    name: String,
    options: Vec<String>,
}

struct Rows(Vec<Row>);

impl Parse for Rows {
    fn parse(input: ParseStream) -> syn::Result<Rows> {
        Ok(Rows(Punctuated::<Row, Token![;]>::parse_terminated(input)?.into_iter().collect()))
    }
}

impl Parse for Row {
    fn parse(input: ParseStream) -> syn::Result<Row> {
        let attributes = input.call(Attribute::parse_outer)?;
        let (kind, name): (Ident, Ident) = (input.parse()?, input.parse()?);
        let about = about(&attributes).map_err(|e| syn::Error::new(name.span(), e))?;
        let inside;
        syn::bracketed!(inside in input);
        let mut options = Vec::new();
        while !inside.is_empty() {
            options.push(inside.parse::<Ident>()?.to_string());
        }
        input.parse::<Token![=]>()?;
        input.parse::<RustPath>()?;
        Ok(Row { about, kind: kind.to_string(), name: name.to_string(), options })
    }
}

/// The lines of a comment, each with the space before its first word.
fn about(attributes: &[Attribute]) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        let Meta::NameValue(doc) = &attribute.meta else { continue };
        let Expr::Lit(syn::ExprLit { lit: Lit::Str(text), .. }) = &doc.value else {
            return Err("a comment of the interface must be plain text".into());
        };
        lines.extend(text.value().lines().map(str::to_owned));
        if text.value().is_empty() {
            lines.push(String::new());
        }
    }
    Ok(lines)
}

/// Whether a function is exported, under the name it has.
fn is_exported(attributes: &[Attribute]) -> Result<bool> {
    let Some(attribute) = attributes.iter().find(|attribute| attribute.path().is_ident("unsafe")) else {
        return Ok(false);
    };
    if attribute.parse_args::<RustPath>().is_ok_and(|path| path.is_ident("no_mangle")) {
        return Ok(true);
    }
    Err("an export has the name of its function: no_mangle is the one unsafe attribute here".into())
}

fn number(value: &Expr) -> Result<i32> {
    match value {
        Expr::Lit(syn::ExprLit { lit: Lit::Int(number), .. }) => Ok(number.base10_parse()?),
        _ => Err("a public constant of the interface must be a plain number".into()),
    }
}

fn shape(of: &Type) -> Result<Vec<Parameter>> {
    let Type::BareFn(function) = of else { return Err("the type Verb must be a function's".into()) };
    let named = function.inputs.iter().map(|input| {
        let (name, _) =
            input.name.as_ref().ok_or("the type Verb must name its parameters: the header has the names")?;
        parameter(name, &input.ty)
    });
    named.collect()
}

fn argument(argument: &FnArg) -> Result<Parameter> {
    match argument {
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(pattern) => parameter(&pattern.ident, &typed.ty),
            _ => Err("a parameter of an export must have a name".into()),
        },
        FnArg::Receiver(_) => Err("an export takes no self".into()),
    }
}

fn parameter(name: &Ident, ty: &Type) -> Result<Parameter> {
    Ok(Parameter { name: name.unraw().to_string(), kind: kind(ty)?, rust: name.to_string() })
}

fn kind(ty: &Type) -> Result<Kind> {
    let is = |ty: &Type, name: &str| matches!(ty, Type::Path(path) if path.path.is_ident(name));
    match ty {
        Type::Ptr(to) if is(&to.elem, "c_char") && to.mutability.is_none() => Ok(Kind::Bytes),
        Type::Ptr(to) if is(&to.elem, "c_char") => Ok(Kind::Room),
        Type::Ptr(to) if is(&to.elem, "i32") && to.mutability.is_some() => Ok(Kind::Place),
        _ if is(ty, "i32") => Ok(Kind::Number),
        _ => Err("an export takes i32, *const c_char, *mut c_char and *mut i32, and returns i32".into()),
    }
}
