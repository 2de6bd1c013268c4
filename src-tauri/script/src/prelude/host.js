// What the host calls: run a compiled script and turn what it returned or threw into text.
//
// Nothing here is reachable by name from a script, and it uses only what it captured before the
// first script ran.
const host = (() => {
  const { stringify, parse } = JSON;
  const { from } = Buffer;
  const { freeze } = Object;
  const ErrorType = Error;
  const PromiseType = (async () => {})().constructor;
  const isThenable = (value) => typeof value === 'object' && value !== null && value instanceof PromiseType;

  const bufferOf = (msg) => {
    const payload = msg?.userdata?.payload;
    return from(typeof payload === 'string' ? payload : '', 'base64');
  };

  // TS013 and older codec functions, as ChirpStack and The Things Stack call them.
  const codec = (input, decodeUplink, Decode, Decoder) => {
    const { msg } = input;
    const bytes = bufferOf(msg);
    const fPort = msg?.userdata?.port;
    if (decodeUplink) {
      const heard = new Date(msg?.gwrx?.[0]?.time || NaN);
      const recvTime = Number.isNaN(heard.getTime()) ? new Date() : heard;
      const output = decodeUplink({ bytes, fPort, fport: fPort, recvTime, variables: {} });
      for (const warning of output?.warnings ?? []) console.warn(warning);
      const errors = output?.errors ?? [];
      for (const error of errors) console.error(error);
      if (output?.data === undefined || output.data === null) {
        if (errors.length > 0) throw new ErrorType(String(errors[0]));
        return null;
      }
      return { telemetry_data: output.data };
    }
    if (!Decode && !Decoder) throw new ErrorType('the codec defines neither decodeUplink nor Decode');
    const data = Decode ? Decode(fPort, bytes, {}) : Decoder(bytes, fPort);
    return data === undefined || data === null ? null : { telemetry_data: data };
  };
  // Triggers are written with positional parameters or with one object.
  const trigger = (input, script) => /^[^(]*\(\s*\{/.test(String(script))
    ? script(input) : script(input.device, input.thingModelId);
  // Stands in front of a built-in for one run, so that the run may add functions to it.
  const { apply, construct, setPrototypeOf } = Reflect;
  const { create, defineProperty } = Object;
  const scope = globalThis;
  const facade = (name) => {
    const real = scope[name];
    if (typeof real !== 'function') return create(real ?? null);
    const front = function (...values) {
      if (new.target === undefined) return apply(real, undefined, values);
      return construct(real, values, new.target === front ? real : new.target);
    };
    setPrototypeOf(front, real);
    defineProperty(front, 'prototype', { value: real.prototype });
    defineProperty(front, 'name', { value: name });
    return front;
  };
  const tools = freeze({
    __proto__: null, codec: freeze(codec), trigger: freeze(trigger), facade: freeze(facade),
  });

  class OutputError extends ErrorType {
    get name() { return 'OutputError'; }
    get message() { return 'the result is too large'; }
  }
  const finish = (value) => {
    if (value === undefined) return undefined;
    if (isThenable(value)) throw new TypeError('the script is asynchronous; it must return its result');
    returned();
    try {
      return stringify(value);
    } catch (error) {
      if (error instanceof ErrorType && error.message === 'out of memory') throw new OutputError();
      throw error;
    }
  };

  return {
    parse,
    clean: realm.clean,
    thingModel(factory, device, msg, thingModelId, notice, wantsPayload) {
      const noticeAttrs = {
        telemetry_data: (notice & 1) !== 0, shared_attrs: (notice & 2) !== 0, server_attrs: (notice & 4) !== 0,
      };
      const input = { device, msg, thingModelId, noticeAttrs };
      const payload = wantsPayload ? bufferOf(msg) : undefined;
      const port = msg?.userdata?.port;
      return finish(factory(input, tools, device, msg, thingModelId, noticeAttrs, payload, port, port)());
    },
    rpc(factory, device, params, alarms, orgParams) {
      const values = params ?? {};
      const input = {
        device, params: values, values, alarms: alarms ?? {}, logger: console, org_params: orgParams ?? {},
      };
      return finish(factory(input, tools, device, values, values, input.alarms, console, input.org_params)());
    },
    trigger(factory, device, thingModelId) {
      const input = { device, thingModelId };
      return finish(factory(input, tools, device, thingModelId)());
    },
    forwarder(factory, topic, msg, orgParams) {
      const input = { topic, msg, org_params: orgParams ?? {} };
      return finish(factory(input, tools, topic, msg, input.org_params)());
    },
    // [name, message, stack] of whatever was thrown.
    describe(thrown) {
      const brief = (value) => String(value).slice(0, 2000).toWellFormed();
      try {
        if (typeof thrown === 'object' && thrown !== null) {
          if (thrown instanceof ErrorType) {
            return [brief(thrown.name), brief(thrown.message), brief(thrown.stack)];
          }
          return ['', brief(thrown.message ?? stringify(thrown)), ''];
        }
        return ['', brief(thrown), ''];
      } catch {
        return ['', 'the script threw something that cannot be shown', ''];
      }
    },
  };
})();
