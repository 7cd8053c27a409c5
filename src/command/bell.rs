//! The system's word that a folder changed. It only shortens a wait: a network drive, or a system without room for another watch,
//! gives none.

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// The shortest wait: a file that is written all the time must not keep the watcher at work.
const SHORTEST: Duration = Duration::from_millis(200);

/// What the system says of a folder.
pub struct FolderBell {
    events: Receiver<Event>,
    // It ends with this.
    _watcher: RecommendedWatcher,
}

impl FolderBell {
    /// A bell at a folder, where the system has one.
    pub fn of(folder: &Path) -> Option<FolderBell> {
        let (send, events) = channel();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            if let Some(event) = event.ok().filter(|event| is_change(event.kind)) {
                // The other end is gone only when the watching ends.
                let _ = send.send(event);
            }
        })
        .ok()?;
        watcher.watch(folder, RecursiveMode::NonRecursive).ok()?;
        Some(FolderBell { events, _watcher: watcher })
    }

    /// Waits until a file that is news changes, and at most for this time.
    pub fn wait(&mut self, most: Duration, is_news: fn(&Path) -> bool) {
        let until = Instant::now() + most;
        let rang = loop {
            match self.events.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(event) if event.need_rescan() || event.paths.iter().any(|path| is_news(path)) => break true,
                Ok(_) => {}
                Err(_) => break false,
            }
        };
        // What is written in pieces rings more than once.
        if rang {
            std::thread::sleep(SHORTEST.min(most));
        }
        while self.events.try_recv().is_ok() {}
        // A bell that broke says nothing any more: the time passes without it.
        if !rang {
            std::thread::sleep(until.saturating_duration_since(Instant::now()));
        }
    }
}

/// Whether something was written, and not only read.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(mode)) => mode == AccessMode::Write,
        EventKind::Modify(what) => !matches!(what, ModifyKind::Metadata(_)),
        EventKind::Create(_) | EventKind::Any | EventKind::Other => true,
        EventKind::Access(_) | EventKind::Remove(_) => false,
    }
}
