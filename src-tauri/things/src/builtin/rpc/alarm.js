// Raises (`new`) or clears (`clear`) the alarm of a name on this device. Groups that are told come
// as `notify`, in the older form as `group` or `group.notify`.
function rpc_script({ device, params, alarms }) {
  const { name, action, title, desc, level, group, notify } = params;
  const groups = [notify, group?.notify, group].find(Array.isArray) ?? [];
  return [RPCHelper.makeAlarm({ alarms, eui: device.eui, name, action, group: groups, title, desc, level })];
}
