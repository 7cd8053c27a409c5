//! The keys that signatures are verified with.

use crate::engine::config::options::CallOptions;
use crate::engine::config::portal::pem;
use crate::engine::process::engine::Engine;
use crate::error::{Error, ErrorKind, Result};
use crate::signed::PublicKeys;
use std::borrow::Cow;

/// The keys a call verifies with: the engine's portals', and those of its own options.
pub(crate) fn keys<'e>(engine: Option<&'e Engine>, options: &CallOptions) -> Result<Cow<'e, PublicKeys>> {
    let of_engine = match engine.map(|engine| engine.resolved.portals.as_slice()) {
        Some([one]) => Cow::Borrowed(&one.qr_keys),
        Some(several) => Cow::Owned(several.iter().fold(PublicKeys::new(), |keys, portal| keys.join(&portal.qr_keys))),
        None => Cow::Owned(PublicKeys::new()),
    };
    if options.qr_keys.is_none() {
        return Ok(of_engine);
    }
    let mut keys = of_engine.into_owned();
    for (index, file) in options.qr_keys.iter().flatten().enumerate() {
        let at = format!("/qr_keys/{index}");
        let option = |e: Error| Error { kind: ErrorKind::Option, ..e }.at(&at);
        pem(file, &at).and_then(|file| keys.add(&file)).map_err(option)?;
    }
    Ok(Cow::Owned(keys))
}
