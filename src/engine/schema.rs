//! What goes into each verb and comes out of it, as JSON Schemas made from the types that are read and written.

use super::import::Given as Signed;
use super::*;
use crate::answer::applicability::{Applicability, Bill};
use crate::answer::batch::{BatchPath, Begun, Progress, Results};
use crate::answer::byhand::{Exported, Imported};
use crate::answer::computed::Computed;
use crate::answer::eway_document::EwayReport;
use crate::answer::explained::{ExplainRequest, Explained};
use crate::answer::gstr1::{Gstr1, Gstr1Request};
use crate::answer::hashed::Hashed;
use crate::answer::lists::{Codes, CodesRequest, Rules, RulesRequest};
use crate::answer::normalized::Normalized;
use crate::finding::Report;
use crate::schema::Inv01;
use schemars::generate::{Contract, SchemaSettings};
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;
use std::borrow::Cow;
use std::marker::PhantomData;

/// A verb with the schemas of its request, its options and its answer.
type Row = (&'static str, Schema, Schema, Schema);

/// Every verb.
pub fn all() -> Vec<Row> {
    vec![
        row::<Inv01, ValidateOptions, Report>("validate"),
        row::<Any, NormalizeOptions, Normalized>("normalize"),
        row::<Either<Inv01, DocumentRef>, HashOptions, Hashed>("hash"),
        row::<Inv01, ComputeOptions, Computed>("compute"),
        row::<Either<Inv01, Bill>, ApplicabilityOptions, Applicability>("applicability"),
        row::<Gstr1Request<'_>, Gstr1Options, Gstr1>("gstr1"),
        row::<ExplainRequest, ExplainOptions, Explained>("explain"),
        row::<RulesRequest, RulesOptions, Rules>("rules"),
        row::<CodesRequest, CodesOptions, Codes>("codes"),
        row::<Inv01, SubmitOptions, Submitted>("submit"),
        row::<CancelRequest, CancelOptions, Cancelled>("cancel"),
        row::<DocumentRef, StatusOptions, StatusAnswer>("status"),
        row::<Download, ReconcileOptions, Reconciled>("reconcile"),
        row::<Nothing, FlushOptions, Flushed>("flush"),
        row::<FetchRequest, FetchOptions, Fetched>("fetch"),
        row::<EwbRequest, EwbOptions, EwbAnswer>("ewb"),
        row::<Any, EwbValidateOptions, EwayReport>("ewb_validate"),
        row::<EwbCancelRequest, EwbCancelOptions, EwbAnswer>("ewb_cancel"),
        row::<Either<Vec<Inv01>, BatchPath>, BatchOptions, Begun>("batch"),
        row::<Nothing, ProgressOptions, Progress>("progress"),
        row::<Nothing, ResultsOptions, Results>("results"),
        row::<Vec<Inv01>, ExportOptions, Exported>("export"),
        row::<Either<Signed, Vec<Signed>>, ImportOptions, Imported>("import"),
    ]
}

fn row<R: JsonSchema, O: JsonSchema, A: JsonSchema>(verb: &'static str) -> Row {
    use Contract::{Deserialize, Serialize};
    (verb, of::<R>(Deserialize), of::<O>(Deserialize), of::<A>(Serialize))
}

fn of<T: JsonSchema>(contract: Contract) -> Schema {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.contract = contract);
    settings.with_transform(RecursiveTransform(in_words)).into_generator().into_root_schema_for::<T>()
}

/// Turns Rust's documentation into a description for every reader of JSON.
fn in_words(schema: &mut Schema) {
    if let Some(Value::String(text)) = schema.get_mut("description") {
        *text = text.replace('\n', " ").replace("`None`", "null").replace("[`", "`").replace("`]", "`");
    }
}

/// A document of any shape.
struct Any;

impl JsonSchema for Any {
    fn schema_name() -> Cow<'static, str> {
        "Document".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"description": "A document in one of the shapes that docs/simple.md names.", "type": ["object", "array"]})
    }
}

/// The input of a verb that takes none.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Nothing {}

/// One of two kinds of input.
struct Either<A, B>(PhantomData<(A, B)>);

impl<A: JsonSchema, B: JsonSchema> JsonSchema for Either<A, B> {
    fn schema_name() -> Cow<'static, str> {
        format!("{}Or{}", A::schema_name(), B::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [generator.subschema_for::<A>(), generator.subschema_for::<B>()]})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::options::VERBS;
    use crate::ffi::ask;
    use serde_json::{Value, json};
    use std::collections::BTreeMap;
    use std::path::Path;

    /// The options of the verbs whose answers have no types yet.
    const LATER: [&str; 9] = [
        "ConvertOptions",
        "ColumnsOptions",
        "VerifyOptions",
        "QrOptions",
        "PrintOptions",
        "StampOptions",
        "GstinOptions",
        "AuditOptions",
        "DueOptions",
    ];

    #[test]
    fn every_verb_has_its_schemas() {
        let titles: Vec<String> =
            all().iter().map(|row| row.2.get("title").unwrap().as_str().unwrap().to_owned()).collect();
        for options in VERBS {
            assert_ne!(titles.iter().any(|title| title == options), LATER.contains(options), "{options}");
        }
        assert_eq!(titles.len() + LATER.len(), VERBS.len());
    }

    /// The definitions of a schema, with the schema itself.
    fn definitions(schema: &Schema) -> BTreeMap<String, Value> {
        let mut whole = schema.as_value().clone();
        let parts = whole.as_object_mut().unwrap().shift_remove("$defs").unwrap_or_else(|| json!({}));
        let mut all: BTreeMap<String, Value> = parts.as_object().unwrap().clone().into_iter().collect();
        whole.as_object_mut().unwrap().shift_remove("$schema");
        let title = whole.as_object_mut().unwrap().shift_remove("title").unwrap();
        all.insert(title.as_str().unwrap().to_owned(), whole);
        all
    }

    #[test]
    fn a_name_stands_for_one_type_throughout() {
        let rows = all();
        let requests = rows.iter().flat_map(|row| [&row.1, &row.2]).collect::<Vec<_>>();
        let answers = rows.iter().map(|row| &row.3).collect::<Vec<_>>();
        for schemas in [requests, answers] {
            let mut known: BTreeMap<String, Value> = BTreeMap::new();
            for schema in schemas {
                for (name, definition) in definitions(schema) {
                    let before = known.entry(name.clone()).or_insert_with(|| definition.clone());
                    assert_eq!(*before, definition, "{name}");
                }
            }
            // A second type of a name inside one schema gets a number.
            for name in known.keys() {
                let plain = name.trim_end_matches(|c: char| c.is_ascii_digit());
                assert!(plain == name || !known.contains_key(plain), "{name}");
            }
        }
    }

    /// Every member below has a description, or is of a type that has one.
    fn described(schema: &Value, at: &str) {
        match schema {
            Value::Object(members) => {
                for (name, member) in members.get("properties").and_then(Value::as_object).into_iter().flatten() {
                    assert!(member.get("description").is_some(), "{at}/{name}");
                }
                members.iter().for_each(|(name, part)| described(part, &format!("{at}/{name}")));
            }
            Value::Array(parts) => parts.iter().for_each(|part| described(part, at)),
            _ => {}
        }
    }

    #[test]
    fn every_type_and_every_member_of_an_answer_is_described() {
        for (verb, request, options, answer) in all() {
            assert!(answer.get("description").is_some(), "{verb}");
            for schema in [request, options, answer] {
                described(schema.as_value(), verb);
            }
        }
    }

    fn fits(schema: &Schema, value: &Value) -> Result<(), String> {
        let validator = jsonschema::validator_for(schema.as_value()).unwrap();
        let faults: Vec<String> = validator.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect();
        if faults.is_empty() { Ok(()) } else { Err(faults.join("; ")) }
    }

    /// The same schema, which takes no members but those it names.
    fn closed(schema: &Schema) -> Schema {
        let mut closed = schema.clone();
        closed.insert("unevaluatedProperties".to_owned(), false.into());
        closed
    }

    /// What is asked here, one after the other, of one engine; the golden cases are asked before.
    fn asked() -> Vec<(&'static str, Value)> {
        let bill: Value = serde_json::from_str(include_str!("../../examples/bills/good.json")).unwrap();
        let numbered = |number: &str| {
            let mut bill = bill.clone();
            bill["DocDtls"]["No"] = number.into();
            bill
        };
        let named = |number: &str| json!({"gstin": bill["SellerDtls"]["Gstin"], "type": "INV", "number": number, "date": bill["DocDtls"]["Dt"]});
        let with = |mut request: Value, name: &str, value: Value| {
            request[name] = value;
            request
        };
        let moved = json!({"TransMode": "1", "VehNo": "KA20AB1234", "VehType": "R", "Distance": 800});
        let month = json!({"gstin": bill["SellerDtls"]["Gstin"], "fp": "112026", "b2b": [{"inv": [{}]}]});
        vec![
            ("submit", numbered("S/1")),
            ("submit", with(numbered("S/2"), "EwbDtls", moved.clone())),
            ("status", named("S/1")),
            ("status", named("S/2")),
            ("fetch", named("S/1")),
            ("fetch", named("S/9")),
            ("fetch", json!({"portal": "*"})),
            ("ewb", with(named("S/1"), "EwbDtls", moved)),
            ("ewb_cancel", with(named("S/1"), "reason", "other".into())),
            ("ewb_cancel", with(named("S/9"), "reason", "other".into())),
            ("cancel", with(named("S/2"), "reason", "duplicate".into())),
            ("cancel", with(named("S/1"), "reason", "duplicate".into())),
            ("flush", json!({})),
            ("gstr1", json!({"gstin": bill["SellerDtls"]["Gstin"], "period": "112026"})),
            ("gstr1", json!([bill, {}])),
            (
                "gstr1",
                json!({"gstin": bill["SellerDtls"]["Gstin"], "quarter": "Q3-2026-27", "documents": [numbered("S/8")],
                    "b2c": [{"place_of_supply": "29", "rate": "5", "taxable": 100, "amends": "082026"}],
                    "nil": [{"supply": "intra", "buyer": "registered", "nil": 5}]}),
            ),
            ("reconcile", month),
            ("export", json!([bill])),
            ("export", json!([bill, {}, bill])),
            ("import", json!([{"signed_qr": "a.b.c"}])),
            ("rules", json!({"level": "portal"})),
            ("codes", json!({})),
            ("codes", json!({"list": "countries"})),
            ("explain", json!({"code": 312, "system": "ewb"})),
            ("explain", json!({"words": "nothing that is known, 2150 : Duplicate IRN"})),
            ("applicability", json!({"document": "credit_note", "date": "01/11/2026", "buyer": "sez", "value": 5})),
        ]
    }

    #[test]
    fn what_goes_in_and_what_comes_out_is_as_the_schemas_say() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
        let engine = Engine::open(r#"{"on":"2026-11-21"}"#).unwrap();
        let rows = all();
        let error = of::<Error>(Contract::Serialize);
        let mut met = BTreeMap::new();
        let mut ask = |verb: &str, input: &Value, opts: &Value| {
            let Some((_, request, options, answer)) = rows.iter().find(|row| row.0 == verb) else { return };
            let opts_text = opts.to_string();
            match ask(Some(&engine), verb, &input.to_string(), &opts_text) {
                Ok(reply) => {
                    let answered: Value = serde_json::from_str(reply.json()).unwrap();
                    fits(request, input).unwrap_or_else(|why| panic!("the request of {verb}: {why}: {input}"));
                    fits(options, opts).unwrap_or_else(|why| panic!("the options of {verb}: {why}: {opts}"));
                    fits(&closed(answer), &answered)
                        .unwrap_or_else(|why| panic!("the answer of {verb}: {why}: {answered}"));
                    *met.entry(verb.to_owned()).or_insert(0) += 1;
                }
                Err(failed) => fits(&error, &json!(failed)).unwrap_or_else(|why| panic!("an error of {verb}: {why}")),
            }
        };
        for case in std::fs::read_to_string(folder.join("cases.txt")).unwrap().lines() {
            let [_, _, verb, document, opts] = case.splitn(5, '|').collect::<Vec<_>>()[..] else { panic!("{case}") };
            let document = std::fs::read(folder.join(document)).unwrap();
            let mut opts: Value = serde_json::from_str(opts).unwrap_or_else(|_| json!({}));
            opts.as_object_mut().unwrap().shift_remove("pick");
            if let Ok(document) = serde_json::from_slice(&document) {
                ask(verb, &document, &opts);
            }
        }
        for (verb, input) in asked() {
            ask(verb, &input, &json!({}));
        }
        let handles = ["batch", "progress", "results"];
        let missing: Vec<_> = rows.iter().map(|row| row.0).filter(|verb| !met.contains_key(*verb)).collect();
        assert_eq!(missing, handles, "each was answered but those of a batch, which are asked by handle");
    }

    #[test]
    fn a_schema_says_no_to_what_its_verb_refuses() {
        let rows = all();
        let schema = |verb: &str| &rows.iter().find(|row| row.0 == verb).unwrap().1;
        for (verb, wrong) in [
            ("cancel", json!({"irn": "0"})),
            ("cancel", json!({"irn": "0", "reason": "whim"})),
            ("status", json!({"irm": "0"})),
            ("rules", json!({"level": "grave"})),
            ("codes", json!({"list": "colours"})),
            ("explain", json!({"code": "2150", "system": "nic"})),
            ("gstr1", json!({"gstin": "29AABCU9603R1ZJ"})),
            ("flush", json!({"limit": 1})),
        ] {
            assert!(fits(schema(verb), &wrong).is_err(), "{verb} takes {wrong}");
            assert!(ask(Some(&Engine::open("{}").unwrap()), verb, &wrong.to_string(), "").is_err(), "{verb}");
        }
        let options = |verb: &str| &rows.iter().find(|row| row.0 == verb).unwrap().2;
        for (verb, opts) in
            [("submit", json!({"ewb": "cancel"})), ("cancel", json!({"ewb": "must"})), ("hash", json!({"limit": 1}))]
        {
            assert!(fits(options(verb), &opts).is_err(), "{verb} takes {opts}");
        }
    }
}
