//! Counting what the scripts of models do.

use model::TenantCode;

use crate::Core;
use crate::counters::ScriptRun;
use crate::records::Managed;

impl Core {
    /// Counts a run of a model's script, unless the model has another one by now.
    pub(crate) fn count_run<T: Managed>(&self, tenant: &TenantCode, ran: &T, run: &ScriptRun<'_>) {
        self.counters.script_ran(tenant, ran.id(), run, || self.is_current(tenant, ran));
    }

    /// Whether the script that ran is still the one its model has.
    pub(crate) fn is_current<T: Managed>(&self, tenant: &TenantCode, ran: &T) -> bool {
        let now = T::shelf(&self.registry).of(tenant, ran.id());
        now.is_some_and(|now| now.script() == ran.script())
    }
}
