//! The rules of the house: which room may import which, and what may appear in one place only.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of each floor, lowest first; a room imports from lower floors, and its own floor's nouns and verbs.
const FLOORS: [&[&str]; 5] = [
    &[
        "calendar", "change", "codes", "document", "error", "file", "finding", "fork", "gstin", "invoice", "irn",
        "irp", "keyring", "language", "money", "schema", "secret", "stack", "status", "taxpayer", "template", "tls",
    ],
    &["answer", "compute", "eway", "explain", "law", "normalize", "rules", "settings", "signed", "story"],
    &["ledger", "portal", "print", "sandbox", "table"],
    &["engine"],
    &["ffi"],
];

fn sources(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
}

/// Every source file, by its place below `src`, without the code of its unit tests.
fn all_files() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &mut found);
    let name = |path: PathBuf| path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
    found
        .into_iter()
        .map(|(path, text)| (name(path), text.split("\nmod tests {").next().unwrap_or_default().to_owned()))
        .filter(|(name, _)| !name.contains("tests") && !name.ends_with("testing.rs"))
        .collect()
}

/// The files of the library.
fn library() -> Vec<(String, String)> {
    let is_library = |name: &str| name != "lib.rs" && name != "main.rs" && !name.starts_with("command");
    all_files().into_iter().filter(|(name, _)| is_library(name)).collect()
}

/// The files of the command.
fn command() -> Vec<(String, String)> {
    all_files().into_iter().filter(|(name, _)| name.starts_with("command")).collect()
}

fn floor_of(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn room_of(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap_or_default()
}

#[test]
fn a_room_imports_only_from_lower_floors() {
    for (file, text) in library() {
        let room = room_of(&file);
        let floor = floor_of(room).unwrap_or_else(|| panic!("{file} belongs to no floor: add its room to the list"));
        for (at, _) in text.match_indices("crate::") {
            let rest = &text[at + "crate::".len()..];
            let other: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            let Some(theirs) = floor_of(&other) else { continue };
            // The rooms of the third floor don't know one another; nouns and verbs may use each other.
            let allowed = theirs < floor || (theirs == floor && (floor < 2 || other == room));
            assert!(allowed, "{file} (floor {}) uses {other} (floor {})", floor + 1, theirs + 1);
        }
    }
}

/// The engine's rooms, in their order; a room imports from those before it alone.
const ENGINE: [&[&str]; 5] =
    [&["config"], &["process"], &["record"], &["bill", "table"], &["ewb", "paper", "document", "board", "catalogue"]];

#[test]
fn a_room_of_the_engine_imports_from_those_before_it_alone() {
    let place = |room: &str| ENGINE.iter().position(|rooms| rooms.contains(&room));
    for (file, text) in library() {
        let Some(room) = file.strip_prefix("engine/").map(room_of).filter(|room| *room != "mod" && *room != "schema")
        else {
            continue;
        };
        let Some(own) = place(if room == "no_table" { "table" } else { room }) else {
            panic!("{file} belongs to no room of the engine: add it to the list")
        };
        for other in named_after("crate::engine::", &code(&text)) {
            let theirs =
                place(&other).unwrap_or_else(|| panic!("{file} imports engine::{other}: name the room it is in"));
            assert!(theirs <= own, "{file} imports from {other}, which comes after it");
        }
    }
}

/// The code of a text, without its comments.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join(" ")
}

/// The words that follow `start` in a text.
fn named_after(start: &str, text: &str) -> Vec<String> {
    let word = |rest: &str| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    text.match_indices(start).map(|(at, _)| word(&text[at + start.len()..])).collect()
}

/// The files that a file imports, as far as `use` names them by module: `crate::a::b`, `super::b`.
fn imports(file: &str, text: &str, files: &BTreeSet<String>) -> BTreeSet<String> {
    let module = |file: &str| file.trim_end_matches(".rs").trim_end_matches("/mod").to_owned();
    let own = module(file);
    let above = own.rsplit_once('/').map_or("", |(above, _)| above);
    let code = code(text);
    let mut found = BTreeSet::new();
    for statement in code.split("use ").skip(1).filter_map(|rest| rest.split(';').next()) {
        let (base, rest) = match (statement.strip_prefix("crate::"), statement.strip_prefix("super::")) {
            (Some(rest), _) => ("", rest),
            (None, Some(rest)) => (above, rest),
            (None, None) => continue,
        };
        let mut modules = Vec::new();
        let (head, group) = rest.split_once('{').map_or((rest, None), |(head, group)| (head, Some(group)));
        let head: Vec<&str> = head.trim().split("::").filter(|word| !word.is_empty()).collect();
        modules.push(head.clone());
        for word in group.into_iter().flat_map(|group| group.split([',', '{', '}'])) {
            let word = word.trim().split([' ', ':']).next().unwrap_or_default();
            modules.push(head.iter().copied().chain([word]).collect());
        }
        for words in modules {
            let (mut place, mut deepest) = (base.to_owned(), None);
            for word in words {
                let next = if place.is_empty() { word.to_owned() } else { format!("{place}/{word}") };
                let is_module =
                    [format!("{next}.rs"), format!("{next}/mod.rs")].into_iter().find(|f| files.contains(f));
                match is_module {
                    Some(file) => {
                        place = next;
                        deepest = Some(file);
                    }
                    None => break,
                }
            }
            found.extend(deepest);
        }
    }
    // A room's own list of its files is no import.
    found.into_iter().filter(|other| !own.starts_with(&module(other))).collect()
}

/// Every file that `start` needs, with the files that those need.
fn reached<'g>(start: &'g str, graph: &'g BTreeMap<&str, BTreeSet<String>>) -> BTreeSet<&'g str> {
    let (mut found, mut left) = (BTreeSet::new(), vec![start]);
    while let Some(file) = left.pop() {
        for other in graph.get(file).into_iter().flatten() {
            if found.insert(other.as_str()) {
                left.push(other);
            }
        }
    }
    found
}

#[test]
fn no_files_import_in_a_circle() {
    let all: Vec<_> = library().into_iter().chain(command()).collect();
    let files: BTreeSet<String> = all.iter().map(|(file, _)| file.clone()).collect();
    let graph: BTreeMap<&str, BTreeSet<String>> =
        all.iter().map(|(file, text)| (file.as_str(), imports(file, text, &files))).collect();
    assert!(graph.values().map(BTreeSet::len).sum::<usize>() > 1000, "the imports are not found any more");
    let circle: Vec<&str> = graph.keys().copied().filter(|file| reached(file, &graph).contains(file)).collect();
    assert!(circle.is_empty(), "these files need each other: {circle:#?}");
}

/// Asserts that `words` appear only in the files that `allowed` names.
fn only_in(words: &[&str], allowed: &[&str]) {
    for (file, text) in library() {
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let found = words.iter().find(|word| code.contains(**word));
            if let Some(word) = found {
                let here = allowed.iter().any(|place| file.starts_with(place));
                assert!(here, "{word:?} in {file}:{} belongs to {allowed:?}", number + 1);
            }
        }
    }
}

#[test]
fn unsafe_code_is_at_the_edge() {
    only_in(&["unsafe ", "unsafe{", "unsafe("], &["ffi/"]);
}

#[test]
fn one_file_knows_reqwest_and_one_the_wall_clock() {
    only_in(&["reqwest::"], &["portal/http.rs"]);
    only_in(&["Utc::now", "Local::now", "SystemTime::now"], &["calendar.rs"]);
}

#[test]
fn no_decision_reads_the_text_of_an_answer() {
    // An answer holds the bill's own texts: a bill whose number looks like a portal's code must decide nothing.
    only_in(&[".json()", r#".contains("\"#], &[]);
    only_in(&["Reply::of(", "Body::json(", "Body::Json(", "Body::File("], &["answer/", "ffi/", "engine/table/out.rs"]);
}

#[test]
fn json_is_written_at_the_edges_alone() {
    // To the caller, to the portal and by it, and into the ledger: the engine's part of that is the memory it shares, and what
    // a batch puts aside for itself.
    let memory = [
        "document/batch/shelf",
        "document/flush",
        "record/gstin",
        "record/heard",
        "process/code_memory",
        "process/sessions",
        "process/breaker",
    ]
    .map(|file| format!("engine/{file}.rs"));
    let edges = [
        "answer/mod.rs",
        "ffi/",
        "eway/write.rs",
        "invoice/write.rs",
        "ledger/",
        "normalize/schema.rs",
        "normalize/write.rs",
        "portal/",
        "sandbox/",
        "signed.rs",
    ];
    let allowed: Vec<&str> = edges.into_iter().chain(memory.iter().map(String::as_str)).collect();
    only_in(&["serde_json::to_"], &allowed);
    only_in(&["Options::read("], &["ffi/"]);
}

#[test]
fn the_command_speaks_through_one_function() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root.join("command"), &mut found);
    found.push((root.join("main.rs"), fs::read_to_string(root.join("main.rs")).unwrap()));
    for (path, text) in found.iter().filter(|(path, _)| !path.ends_with("say.rs")) {
        for word in ["println!", "print!(", "eprint!(", "stderr().write", "dbg!"] {
            assert!(!text.contains(word), "{word} in {}: use command::say", path.display());
        }
        let prints = path.ends_with("shown.rs");
        assert!(prints || !text.contains(".json()"), "{} reads an answer's JSON: print from its type", path.display());
    }
}

#[test]
fn named_files_are_read_by_one_bounded_reader() {
    // The others read the system's own files in /proc.
    let system = ["file.rs", "calendar.rs", "ledger/owner.rs", "ledger/sqlite"];
    // And these are tests that read their page of the documentation.
    let pages = ["codes/mod.rs"];
    let allowed = [&system[..], &pages].concat();
    only_in(&["fs::read(", "fs::read_to_string", "File::open", "pem_file_iter"], &allowed);
}

fn is_page_or_table(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "md" || e == "csv")
}

/// The pages and tables below a folder, by their places.
fn pages_and_tables(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages_and_tables(&path, found);
        } else if is_page_or_table(&path) {
            found.push(path);
        }
    }
}

#[test]
fn every_cited_page_and_table_is_in_the_repository() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut there = Vec::new();
    for folder in ["bindings", "data", "docs", "tests"] {
        pages_and_tables(&root.join(folder), &mut there);
    }
    there.extend(["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"].map(|name| root.join(name)));
    let names: Vec<&str> = there.iter().filter_map(|path| path.file_name()?.to_str()).collect();
    // Written by the user: a folder of renewed lists has notes; tables of bills, customers and goods.
    let theirs = [
        "notes.md",
        "bills.csv",
        "short.csv",
        "odd.csv",
        "customers.csv",
        "goods.csv",
        "faults.csv",
        "Invoice.csv",
        "mtr_b2b.csv",
    ];

    // The list of changes names files of the past.
    let pages =
        there.iter().filter(|path| path.extension().is_some_and(|e| e == "md") && !path.ends_with("CHANGELOG.md"));
    let pages = pages.map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap()));
    let header = [("einv.h".to_owned(), fs::read_to_string(root.join("include/einv.h")).unwrap())];
    let mut absent = Vec::new();
    for (file, text) in library().into_iter().chain(pages).chain(header) {
        for word in text.split(|c: char| !c.is_ascii_alphanumeric() && !"_-./".contains(c)) {
            let name = word.trim_end_matches('.').rsplit('/').next().unwrap_or_default();
            if is_page_or_table(Path::new(name)) && !names.contains(&name) && !theirs.contains(&name) {
                absent.push(format!("{file} cites {word}"));
            }
        }
    }
    assert!(absent.is_empty(), "not in the repository: {absent:#?}");
}

#[test]
fn both_bindings_know_every_verb() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let python = read("bindings/python/src/einv/__init__.py") + &read("bindings/python/src/einv/_batch.py");
    let java =
        ["Engine", "Batch"].map(|name| read(&format!("bindings/java/src/main/java/in/einv/{name}.java"))).concat();
    let header = read("include/einv.h");
    for declaration in header.split("int32_t einv_").skip(1).filter(|d| d.contains("const char *in,")) {
        let verb = declaration.split('(').next().unwrap();
        // Reserved words of the languages have another name there.
        let (in_python, in_java) = if verb == "import" { ("import_", "importAnswers") } else { (verb, verb) };
        assert!(python.contains(&format!("def {in_python}(self")), "Python has no {verb}");
        let in_java = ["Answer", "Batch"].iter().any(|gives| java.contains(&format!("public {gives} {in_java}(")));
        assert!(in_java, "Java has no {verb}");
    }
}

#[test]
fn the_version_in_cargo_toml_and_the_pom_agree() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pom = fs::read_to_string(root.join("bindings/java/pom.xml")).unwrap();
    let version = pom.split("<version>").nth(1).and_then(|rest| rest.split('<').next());
    assert_eq!(version, Some(env!("CARGO_PKG_VERSION")), "bring bindings/java/pom.xml to the version of Cargo.toml");
}
