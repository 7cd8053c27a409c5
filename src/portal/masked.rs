//! No secret goes further than this room, whatever a portal repeats in its words: every answer and every failure leaves
//! through here. Numbers, times and signed texts are left as they are: a call is not made worthless by a password of digits.

use super::Answer;
use super::record::{Cancelled, EwbCancelled, EwbHeld, Registered, Taxpayer};
use super::reply::{Info, Refusal};
use super::session::{Credentials, Failed, Token};
use crate::error::Error;
use crate::irn::Irn;
use crate::secret::Mask;
use zeroize::Zeroizing;

/// What hides the secrets of a log-in and, once there is one, its session.
pub(super) fn mask(credentials: &Credentials, token: Option<&Token>) -> Mask {
    let sek = token.and_then(|token| token.sek.as_ref()).map(|sek| sek.to_base64());
    of(credentials, token.map(|token| token.auth_token.reveal()), sek.as_ref())
}

/// The same before there is a session; `key` is what is sent to have its key sealed with.
pub(super) fn mask_log_in(credentials: &Credentials, key: &Zeroizing<String>) -> Mask {
    of(credentials, None, Some(key))
}

fn of(credentials: &Credentials, token: Option<&str>, key: Option<&Zeroizing<String>>) -> Mask {
    let own = [credentials.password.reveal(), credentials.client_secret.reveal()];
    let extra = credentials.extra.values().map(|secret| secret.reveal());
    Mask::of(own.into_iter().chain(extra).chain(token).chain(key.map(|key| key.as_str())))
}

/// What holds words of the portal's.
pub(super) trait Words {
    /// Hands over each text of free words.
    fn each(&mut self, each: &mut dyn FnMut(&mut String));
}

impl<T: Words> Answer<T> {
    pub(super) fn masked(mut self, mask: &Mask) -> Answer<T> {
        self.each(&mut |words| mask.clean(words));
        self
    }
}

impl Failed {
    pub(super) fn masked(mut self, mask: &Mask) -> Failed {
        self.each(&mut |words| mask.clean(words));
        self
    }
}

impl<T: Words> Words for Answer<T> {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        match self {
            Answer::Done(done) => done.each(each),
            Answer::Refused { refusals, infos } => {
                refusals.each(each);
                infos.each(each);
            }
            Answer::TokenFault { message } | Answer::NotSent { message, .. } | Answer::Unknown { message, .. } => {
                each(message);
            }
        }
    }
}

impl Words for Failed {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        let Failed { cause: _, error, refusals } = self;
        let Error { kind: _, message, at: _, fix, kept: _ } = error;
        each(message);
        fix.each(each);
        refusals.each(each);
    }
}

impl<T: Words> Words for Vec<T> {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        self.iter_mut().for_each(|one| one.each(each));
    }
}

impl<T: Words> Words for Option<T> {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        if let Some(one) = self {
            one.each(each);
        }
    }
}

impl Words for String {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        each(self);
    }
}

impl Words for Irn {
    fn each(&mut self, _: &mut dyn FnMut(&mut String)) {}
}

impl Words for Refusal {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        // A code that is listed says what the refusal means.
        if !self.is_listed() {
            each(&mut self.code);
        }
        each(&mut self.message);
    }
}

impl Words for Info {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        match self {
            Info::Duplicate(held) | Info::DuplicateElsewhere(held) => held.reg_irp.each(each),
            Info::EwbErrors(errors) => errors.each(each),
            Info::Other { code, text } => {
                each(code);
                each(text);
            }
        }
    }
}

impl Words for Registered {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        self.remarks.each(each);
        self.infos.each(each);
    }
}

impl Words for Cancelled {
    fn each(&mut self, _: &mut dyn FnMut(&mut String)) {}
}

impl Words for EwbHeld {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        self.infos.each(each);
    }
}

impl Words for EwbCancelled {
    fn each(&mut self, _: &mut dyn FnMut(&mut String)) {}
}

impl Words for Taxpayer {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        each(&mut self.status);
        for text in [
            &mut self.trade_name,
            &mut self.legal_name,
            &mut self.kind,
            &mut self.state_code,
            &mut self.pin,
            &mut self.address,
            &mut self.registered_on,
            &mut self.deregistered_on,
        ] {
            text.each(each);
        }
    }
}
