//! Hears of forks before they happen, so that none falls into the middle of a transaction: see [`crate::fork`].

#[cfg(unix)]
use crate::fork::{begin_again, go_on, hold};

/// Watches this process's forks from now on. Further calls have no effect; unloading the library ends it.
pub fn watch() {
    #[cfg(unix)]
    {
        static WATCHING: std::sync::Once = std::sync::Once::new();
        // SAFETY: the three functions have the required type, live as long as this library, and don't unwind.
        WATCHING.call_once(|| unsafe {
            libc::pthread_atfork(Some(before), Some(in_parent), Some(in_child));
        });
    }
}

#[cfg(unix)]
unsafe extern "C" fn before() {
    hold();
}

#[cfg(unix)]
unsafe extern "C" fn in_parent() {
    go_on();
}

#[cfg(unix)]
unsafe extern "C" fn in_child() {
    begin_again();
}
