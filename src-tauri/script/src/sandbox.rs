//! The sandbox: a frozen realm with a bounded cache of compiled scripts.

use std::collections::HashMap;
use std::rc::Rc;
use std::time::Instant;

use model::Saying;

use crate::compile;
use crate::limits::Limits;
use crate::realm::{BuiltIns, Compiled, Ran, Realm};
use crate::source;
use crate::types::{ErrorKind, Input, Outcome, Script, ScriptError, ScriptKey, ScriptKind};

/// What the cache knows of a script.
#[derive(Clone)]
enum Cached {
    /// Compiled in the frozen realm.
    Ready(Compiled),
    /// Checked; gets a realm of its own for each run.
    OwnRealm,
    /// Does not compile.
    Broken(ScriptError),
}

struct Entry {
    cached: Cached,
    last_used: u64,
}

/// Runs scripts. Belongs to one thread; make one for each worker.
///
/// Dropping a `Sandbox` frees everything its scripts made.
pub struct Sandbox {
    // Compiled scripts must be dropped before the realm that holds them.
    cache: HashMap<ScriptKey, Entry>,
    pub(crate) realm: Option<Realm>,
    limits: Rc<Limits>,
    runs: u64,
}

impl Sandbox {
    /// A sandbox with the given limits. Cheap: the engine starts with the first run.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { cache: HashMap::new(), realm: None, limits: Rc::new(limits), runs: 0 }
    }

    /// Runs a script on an input. Never panics; what went wrong is in the outcome. Ends soon
    /// after [`Limits::time`]: steps that the engine cannot interrupt are kept short, see
    /// `meter.rs` and `prelude/guards.js`.
    pub fn run(&mut self, script: &Script, input: &Input<'_>) -> Outcome {
        let start = Instant::now();
        let mut console = Vec::new();
        let prepared = self.prepare(script, input);
        let preparation = start.elapsed();
        let (result, memory_bytes) = match prepared {
            Ok(Cached::Ready(compiled)) => self.run_in_shared_realm(compiled, input, &mut console),
            Ok(Cached::OwnRealm) => self.run_in_own_realm(script, input, &mut console),
            Ok(Cached::Broken(error)) | Err(error) => (Err(error), 0),
        };
        Outcome { result, console, elapsed: start.elapsed(), preparation, memory_bytes }
    }

    /// Compiles a script without running it; for an editor.
    ///
    /// # Errors
    /// [`ErrorKind::Syntax`] with the place.
    pub fn check(&mut self, source: &str) -> Result<(), ScriptError> {
        compile::check(&self.limits, source)
    }

    fn prepare(&mut self, script: &Script, input: &Input<'_>) -> Result<Cached, ScriptError> {
        if !takes(script.kind, input) {
            return Err(ScriptError::new(ErrorKind::Input, Saying::ScriptInputKind));
        }
        self.runs += 1;
        if let Some(entry) = self.cache.get_mut(&script.key) {
            entry.last_used = self.runs;
            return Ok(entry.cached.clone());
        }
        let cached = self.compile(script)?;
        self.make_room();
        self.cache.insert(script.key, Entry { cached: cached.clone(), last_used: self.runs });
        Ok(cached)
    }

    fn compile(&mut self, script: &Script) -> Result<Cached, ScriptError> {
        if let Err(error) = compile::check(&self.limits, &script.source) {
            return Ok(Cached::Broken(error));
        }
        if source::changes_built_ins(&script.source) {
            return Ok(Cached::OwnRealm);
        }
        match self.shared_realm()?.compile(script) {
            Ok(compiled) => Ok(Cached::Ready(compiled)),
            Err(error) if error.kind == ErrorKind::Syntax => Ok(Cached::Broken(error)),
            Err(error) => {
                self.discard_realm();
                Err(error)
            }
        }
    }

    fn make_room(&mut self) {
        while self.cache.len() >= self.limits.cached_scripts.max(1) {
            let oldest = self.cache.iter().min_by_key(|(_, entry)| entry.last_used);
            let Some(key) = oldest.map(|(key, _)| *key) else { return };
            self.cache.remove(&key);
        }
    }

    fn shared_realm(&mut self) -> Result<&Realm, ScriptError> {
        let realm = match self.realm.take() {
            Some(realm) => realm,
            None => Realm::new(Rc::clone(&self.limits), BuiltIns::Frozen)?,
        };
        Ok(self.realm.insert(realm))
    }

    fn discard_realm(&mut self) {
        self.cache.retain(|_, entry| !matches!(entry.cached, Cached::Ready(_)));
        self.realm = None;
    }

    fn run_in_shared_realm(
        &mut self,
        compiled: Compiled,
        input: &Input<'_>,
        console: &mut Vec<crate::ConsoleLine>,
    ) -> (Result<Option<serde_json::Value>, ScriptError>, u64) {
        let Ran { result, reusable, memory_bytes } = match self.shared_realm() {
            Ok(realm) => {
                let ran = realm.run(&compiled, input);
                *console = realm.take_console();
                ran
            }
            Err(error) => return (Err(error), 0),
        };
        // No function may outlive its realm.
        drop(compiled);
        if !reusable {
            self.discard_realm();
        }
        (result, memory_bytes)
    }

    fn run_in_own_realm(
        &mut self,
        script: &Script,
        input: &Input<'_>,
        console: &mut Vec<crate::ConsoleLine>,
    ) -> (Result<Option<serde_json::Value>, ScriptError>, u64) {
        let realm = match Realm::new(Rc::clone(&self.limits), BuiltIns::Changeable) {
            Ok(realm) => realm,
            Err(error) => return (Err(error), 0),
        };
        match realm.compile(script) {
            Ok(compiled) => {
                let ran = realm.run(&compiled, input);
                *console = realm.take_console();
                (ran.result, ran.memory_bytes)
            }
            Err(error) => (Err(error), 0),
        }
    }
}

const fn takes(kind: ScriptKind, input: &Input<'_>) -> bool {
    matches!(
        (kind, input),
        (ScriptKind::ThingModel, Input::ThingModel { .. })
            | (ScriptKind::Rpc, Input::Rpc { .. })
            | (ScriptKind::Trigger, Input::Trigger { .. })
            | (ScriptKind::Forwarder, Input::Forwarder { .. })
    )
}
