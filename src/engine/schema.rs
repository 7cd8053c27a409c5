//! What goes into each verb and comes out of it, as JSON Schemas made from the types that are read and written.
//! `docs/schema/` has them as files, for every reader of JSON and for the bindings' classes.

mod tests;

use super::*;
use crate::answer::about::{OpenedEngine, Version};
use crate::answer::applicability::{Applicability, LawBill};
use crate::answer::batch::{BatchRequest, Begun, Progress, Results};
use crate::answer::board::{Board, DueRequest};
use crate::answer::byhand::{Exported, Imported};
use crate::answer::computed::Computed;
use crate::answer::eway_document::EwayReport;
use crate::answer::eway_paper::EwbPrintRequest;
use crate::answer::ewb::EwbRequest;
use crate::answer::explained::{ExplainRequest, Explained};
use crate::answer::gstr1::{Gstr1, Gstr1Request};
use crate::answer::hashed::Hashed;
use crate::answer::lists::{Codes, CodesRequest, Rules, RulesRequest};
use crate::answer::normalized::Normalized;
use crate::answer::paper::{PrintRequest, QrRequest, StampRequest};
use crate::answer::table::{Columns, ConvertRequest, Converted};
use crate::answer::taxpayer::GstinRequest;
use crate::answer::verified::{Verified, VerifyRequest};
use crate::engine::config::Config;
use crate::engine::document::download::Where;
use crate::engine::document::signed::SignedAnswer;
use crate::finding::Report;
use crate::schema::{AnyShape, Inv01};
use schemars::generate::{Contract, SchemaSettings};
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::marker::PhantomData;

/// A verb with the schemas of its request, its options and its answer, as far as it has them in JSON.
struct Verb {
    name: &'static str,
    request: Option<Schema>,
    options: Option<Schema>,
    answer: Option<Schema>,
}

/// Every verb.
fn all() -> Vec<Verb> {
    vec![
        row::<Config, Absent, OpenedEngine>("open"),
        row::<Absent, Absent, Version>("version"),
        row::<AnyShape, ValidateOptions, Report>("validate"),
        row::<AnyShape, NormalizeOptions, Normalized>("normalize"),
        row::<ConvertRequest, ConvertOptions, Converted>("convert"),
        row::<ConvertRequest, ColumnsOptions, Columns>("columns"),
        row::<EitherInput<AnyShape, DocumentRef>, HashOptions, Hashed>("hash"),
        row::<AnyShape, ComputeOptions, Computed>("compute"),
        row::<EitherInput<Inv01, LawBill>, ApplicabilityOptions, Applicability>("applicability"),
        row::<Gstr1Request<'_>, Gstr1Options, Gstr1>("gstr1"),
        row::<ExplainRequest, ExplainOptions, Explained>("explain"),
        row::<RulesRequest, RulesOptions, Rules>("rules"),
        row::<CodesRequest, CodesOptions, Codes>("codes"),
        row::<VerifyRequest<'_>, VerifyOptions, Verified>("verify"),
        row::<QrRequest, QrOptions, Absent>("qr"),
        row::<EitherInput<PrintRequest<'_>, AnyShape>, PrintOptions, Absent>("print"),
        row::<StampRequest, StampOptions, Absent>("stamp"),
        row::<AnyShape, SubmitOptions, Submitted>("submit"),
        row::<CancelRequest, CancelOptions, Cancelled>("cancel"),
        row::<StatusRequest, StatusOptions, StatusAnswer>("status"),
        row::<ReconcileRequest, ReconcileOptions, Reconciled>("reconcile"),
        row::<NoInput, FlushOptions, Flushed>("flush"),
        row::<FetchRequest, FetchOptions, Fetched>("fetch"),
        row::<GstinRequest, GstinOptions, TaxpayerAnswer>("gstin"),
        row::<EitherInput<EwbRequest, AnyShape>, EwbOptions, EwbAnswered>("ewb"),
        row::<AnyShape, EwbValidateOptions, EwayReport>("ewb_validate"),
        row::<EwbPrintRequest, EwbPrintOptions, Absent>("ewb_print"),
        row::<EwbCancelRequest, EwbCancelOptions, EwbAnswered>("ewb_cancel"),
        row::<EwbVehicleRequest, EwbVehicleOptions, BillAnswer>("ewb_vehicle"),
        row::<EwbTransporterRequest, EwbTransporterOptions, BillAnswer>("ewb_transporter"),
        row::<EwbExtendRequest, EwbExtendOptions, BillAnswer>("ewb_extend"),
        row::<EwbConsolidateRequest, EwbConsolidateOptions, BillAnswer>("ewb_consolidate"),
        row::<EwbRejectRequest, EwbRejectOptions, BillAnswer>("ewb_reject"),
        row::<EwbFetchRequest, EwbFetchOptions, EwbFetched>("ewb_fetch"),
        row::<AuditRequest, AuditOptions, Audited>("audit"),
        row::<ListRequest, ListOptions, DocumentList>("list"),
        row::<DueRequest, DueOptions, Board>("due"),
        row::<BatchRequest<'_>, BatchOptions, Begun>("batch"),
        row::<NoInput, ProgressOptions, Progress>("progress"),
        row::<NoInput, ResultsOptions, Results>("results"),
        row::<Vec<AnyShape>, ExportOptions, Exported>("export"),
        row::<EitherInput<Where, EitherInput<SignedAnswer, Vec<SignedAnswer>>>, ImportOptions, Imported>("import"),
    ]
}

fn row<R: JsonSchema, O: JsonSchema, A: JsonSchema>(name: &'static str) -> Verb {
    use Contract::{Deserialize, Serialize};
    let some = |schema: Schema| Some(schema).filter(|schema| schema.get("title") != Some(&NONE.into()));
    Verb {
        name,
        request: some(of::<R>(Deserialize)),
        options: some(of::<O>(Deserialize)),
        answer: some(of::<A>(Serialize)),
    }
}

fn of<T: JsonSchema>(contract: Contract) -> Schema {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.contract = contract);
    let mut schema = settings.with_transform(RecursiveTransform(in_words)).into_generator().into_root_schema_for::<T>();
    only_used(&mut schema);
    schema
}

/// Turns what only Rust knows into what every reader of JSON knows.
fn in_words(schema: &mut Schema) {
    if let Some(Value::String(text)) = schema.get_mut("description") {
        // An example in Rust comes last.
        let words = text.split("```").next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        *text = words.replace("`None`", "null").replace("[`", "`").replace("`]", "`");
    }
    let of_rust = |format: &str| format.starts_with("int") || format.starts_with("uint") || format.contains("float");
    if schema.get("format").and_then(Value::as_str).is_some_and(|format| of_rust(format) || format == "double") {
        schema.remove("format");
    }
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
}

/// Leaves out the definitions that nothing refers to, such as those of another verb's options.
fn only_used(schema: &mut Schema) {
    fn collect(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => members.values().for_each(|member| collect(member, found)),
            Value::Array(parts) => parts.iter().for_each(|part| collect(part, found)),
            Value::String(text) => found.extend(text.strip_prefix("#/$defs/").map(str::to_owned)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let Some(Value::Object(definitions)) = schema.remove("$defs") else { return };
    let (mut used, mut before) = (BTreeSet::new(), 0);
    collect(schema.as_value(), &mut used);
    while used.len() > before {
        before = used.len();
        let known: Vec<_> = used.iter().filter_map(|name| definitions.get(name)).collect();
        known.into_iter().for_each(|definition| collect(definition, &mut used));
    }
    let definitions: Map<_, _> = definitions.into_iter().filter(|(name, _)| used.contains(name)).collect();
    if !definitions.is_empty() {
        schema.insert("$defs".to_owned(), definitions.into());
    }
}

/// The input of a verb that takes none.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct NoInput {}

/// What a verb does not have: an input, options, or an answer in JSON, where the answer is a file.
struct Absent;

const NONE: &str = "Absent";

impl JsonSchema for Absent {
    fn schema_name() -> Cow<'static, str> {
        NONE.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        false.into()
    }
}

/// One of two kinds of input.
struct EitherInput<A, B>(PhantomData<(A, B)>);

impl<A: JsonSchema, B: JsonSchema> JsonSchema for EitherInput<A, B> {
    fn schema_name() -> Cow<'static, str> {
        format!("{}Or{}", A::schema_name(), B::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [generator.subschema_for::<A>(), generator.subschema_for::<B>()]})
    }
}
