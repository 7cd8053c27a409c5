//! Values of a statement, each with its type: a statement whose types are known needs no name and no journey to prepare it.

use tokio_postgres::types::{ToSql, Type};

/// A value that knows its column's type.
pub trait Typed: ToSql + Sync + Send + 'static {
    const TYPE: Type;
}

macro_rules! typed {
    ($($rust:ty => $sql:ident),* $(,)?) => { $(impl Typed for $rust { const TYPE: Type = Type::$sql; })* };
}

typed! {
    bool => BOOL,
    i64 => INT8,
    String => TEXT,
    &'static str => TEXT,
    Option<String> => TEXT,
    Vec<u8> => BYTEA,
    Vec<i64> => INT8_ARRAY,
    Vec<Option<i64>> => INT8_ARRAY,
    Vec<String> => TEXT_ARRAY,
    Vec<&'static str> => TEXT_ARRAY,
}

pub type Value = (Box<dyn ToSql + Sync + Send>, Type);

pub fn value<T: Typed>(value: T) -> Value {
    (Box::new(value), T::TYPE)
}

/// `$1` and what follows.
pub type Values = Vec<Value>;

macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::ledger::postgres::values::value($value)),*] };
}
pub(super) use values;
