//! The ThinkLink helper that every script sees.

use std::sync::Arc;

use super::{check, input, shown, thing_model};
use crate::{Input, Limits, Sandbox, Script, ScriptKind};

/// Reads hex bytes as each type.
fn reads(hex: &str, cases: &[(&str, &str)]) {
    for (kind, expected) in cases {
        let source =
            format!("return [new BufferTKL(Buffer.from('{hex}', 'hex')).read(0, '{kind}')]");
        check(&source, &format!("[{expected}]"));
    }
}

/// A parser for the sample message (port 11, 15 bytes `21 07 03 00 00 3c 00 00 e2 04 1b 02 c5 00 00`).
fn parses(frame: &str, app: &str, expected: &str) {
    let source = format!(
        "return new PayloadParser({{device, msg, frameInfo: {frame}, appInfo: {app}}}).telemetry()"
    );
    check(&source, expected);
}

#[test]
fn integers_are_read_in_both_orders() {
    reads(
        "fe01020304050607",
        &[
            ("int8", "-2"),
            ("UINT8", "254"),
            ("int16", "-511"),
            ("uint16be", "65025"),
            ("int16le", "510"),
            ("uint24", "16646402"),
            ("int24le", "131582"),
            ("int32", "-33488381"),
            ("uint32le", "50463230"),
            ("int40be", "-8573025532"),
            ("uint48le", "5514788471294"),
            ("int56", "-561841801263866"),
            ("uint56le", "1694364648735230"),
            ("int64", "-143831501123549700"),
            ("uint64le", "506097522914230800"),
            ("int128", "false"),
            ("", "false"),
        ],
    );
    reads("fe01", &[("uint24", "false"), ("int32le", "false")]);
}

#[test]
fn other_types_are_read() {
    reads("41a40000", &[("floatbe", "20.5"), ("float", "false"), ("double", "false")]);
    reads("0000a441", &[("floatle", "20.5")]);
    // b2 b3 b0 b1, little-endian.
    reads("a4410000", &[("floatcdab", "20.5")]);
    reads("00010000", &[("intcdab", "16777216")]);
    reads("01AB", &[("hexbe2", r#""01ab""#), ("hexle2", r#""ab01""#), ("hexbe3", "false")]);
    reads("1234", &[("bcd2", "1234"), ("bcdbe1", "12"), ("bcdle2", "3412")]);
    reads("8001", &[("bit0-0", "0"), ("bit0", "0"), ("bit7-7", "1"), ("bitbe0-7", "128")]);
    reads(
        "8001",
        &[("bitbe0-8", "1"), ("bitle8-8", "1"), ("bitbe15-15", "1"), ("bit9-8", "false")],
    );
    reads("0001", &[("bool2", "1"), ("bool1", "0"), ("boolean2", "true"), ("boolean1", "false")]);
    reads("414243", &[("string2", r#""AB""#), ("string0", "false"), ("string9999", "false")]);
    check(
        "return new BufferTKL(Buffer.from('1a', 'hex')).read(0, 'bcd1')",
        "thrown: RangeError: 0x1a is not BCD @1:48",
    );
    check(
        "const b = new BufferTKL(Buffer.from([1, 2])); return [b.read(-1, 'uint8'), b.read(2, 'uint8'), b.read(0.5, 'uint8'), b.read('0', 'uint8')]",
        "[false,false,false,false]",
    );
}

#[test]
fn what_is_written_is_read_again() {
    for (kind, value) in [
        ("int8", "-2"),
        ("uint16le", "65000"),
        ("int24", "-8388608"),
        ("uint32", "4294967295"),
        ("int40le", "-549755813888"),
        ("uint48", "281474976710655"),
        ("int56le", "-3"),
        ("int64", "-1"),
        ("uint64le", "9007199254740991"),
        ("floatbe", "20.5"),
        ("floatle", "-0.25"),
        ("floatcdab", "1.5"),
        ("intcdab", "-7"),
        ("hexbe3", "'0a0b0c'"),
        ("hexle2", "'0102'"),
        ("bcd3", "123456"),
        ("bcdle2", "95"),
        ("bit3-9", "77"),
        ("bitle4-11", "200"),
        ("bool2", "1"),
        ("boolean1", "true"),
        ("string4", "'ab12'"),
    ] {
        let source = format!(
            "const b = BufferTKL.write({value}, '{kind}'); return [b.length === BufferTKL.getTypeInfo('{kind}').len, new BufferTKL(b).read(0, '{kind}') === {value}]"
        );
        check(&source, "[true,true]");
    }
    check(
        "return BufferTKL.write(256, 'uint8')",
        "thrown: RangeError: 256 does not fit into 1 bytes @1:18",
    );
    check("return BufferTKL.write(1, 'word')", "thrown: TypeError: there is no type word @1:18");
    check("return BufferTKL.getTypeInfo('word')", "null");
    check(
        "return [BufferTKL.INVALID_NUM, BufferTKL.INVALID_STR, BufferTKL.PERIOD_DEFAULT]",
        r#"[-1000000000,"INVALID",900]"#,
    );
}

#[test]
fn a_table_makes_a_parser() {
    parses(
        "{port: 11, dataLen: 15, tagList: [{index: 0, tag: 0x21}, {index: 1, tag: '0x07'}], status: 7, battery: 12, rssi: true}",
        "[
            {name: 'Period', field_name: 'period_data', index: 5, type: 'uint16le', unit: 's'},
            {field_name: 'temperatrue', index: 8, type: 'uint16le', postProcess: 'value = (value - 1000) / 10'},
            {field_name: 'humidity', index: 10, type: 'UINT16LE', coefficient: 0.1, decimal: 1},
            {field_name: 'state', index: 7, type: 'bit0-0', options: {0: 'normal', 1: 'fault'}},
        ]",
        r#"{"status":0,"battery":3.24,"rssi":-60,"snr":10.5,"period_data":60,"temperatrue":25,"humidity":53.9,"state":"normal"}"#,
    );
}

#[test]
fn other_frames_give_null() {
    let app = "[{field_name: 'a', index: 0, type: 'uint8'}]";
    for frame in [
        "{port: 12}",
        "{dataLen: 14}",
        "{tagList: [{index: 0, tag: 0x22}]}",
        "{tagList: [{index: 99, tag: 0}]}",
        "{subDevice: {index: 3}}",
        "{subDevice: {index: 3, type: 'hexbe2'}}",
        "{subDevice: {index: 99}}",
    ] {
        parses(frame, app, "null");
    }
    parses("{port: 0, dataLen: 0, subDevice: {index: 1}}", app, r#"{"addr":7,"a":33}"#);
    parses("{}", "[{field_name: 'a', index: 15, type: 'uint8'}]", "null");
    parses("{}", "[]", "null");
    check("return new PayloadParser({msg: {}}).telemetry()", "null");
    check(
        "const p = new PayloadParser(); return [p.port, p.payload.length, p.telemetry(), p.paras()]",
        "[-1,0,null,null]",
    );
}

#[test]
fn fields_are_scaled_rounded_replaced_and_refused() {
    let field = |rest: &str, expected: &str| {
        parses(
            "{}",
            &format!("[{{field_name: 'v', index: 8, type: 'uint16le', {rest}}}]"),
            expected,
        );
    };
    // 0x04e2 = 1250
    field("", r#"{"v":1250}"#);
    field("coefficient: 0.01", r#"{"v":13}"#);
    field("coefficient: 0.01, decimal: 2", r#"{"v":12.5}"#);
    field("coefficient: '0.01', decimal: 2", r#"{"v":12.5}"#);
    field("postProcess: 'return value / 8'", r#"{"v":156.25}"#);
    field("postProcess: 'value /= 3', decimal: 2", r#"{"v":416.67}"#);
    field("postProcess: 'value = value > 1000 ? 1 : 0', options: {1: 'high'}", r#"{"v":"high"}"#);
    field("options: {1251: 'x'}", r#"{"v":1250}"#);
    field("options: {constructor: 'x'}, postProcess: 'return \"constructor\"'", r#"{"v":"x"}"#);
    field("illegal: '=e204'", "null");
    field("illegal: '>e104'", "null");
    field("illegal: '>e204'", r#"{"v":1250}"#);
    field("illegal: '<0x e3 04'", "null");
    field("illegal: ['=ffff', '=e204']", "null");
    field("illegal: '=e2'", r#"{"v":1250}"#);
    parses(
        "{}",
        "[
            {field_name: 'power', index: 1, type: 'uint8', coefficient: 'ratio', decimal: 1},
            {field_name: 'ratio', index: 2, type: 'uint8', coefficient: 0.5, decimal: 1},
            {field_name: 'other', index: 1, type: 'uint8', coefficient: 'missing'},
        ]",
        r#"{"power":10.5,"ratio":1.5,"other":7}"#,
    );
    field(
        "postProcess: 'value +'",
        "thrown: SyntaxError: postProcess: SyntaxError: unexpected token in expression: '}' @1:138",
    );
}

#[test]
fn post_process_stays_in_its_function() {
    for text in [
        "}}); leak = 1; (function(){return function(){",
        "}; leak = 1; {",
        "}, leak = 1, function(){",
        "*/ } leak = 1; /*",
    ] {
        let mut sandbox = Sandbox::new(Limits::default());
        let source = format!(
            "return new PayloadParser({{msg, appInfo: [{{field_name: 'v', index: 0, type: 'uint8', postProcess: {text:?}}}]}}).telemetry()"
        );
        let outcome = sandbox.run(&thing_model(1, &source), &input());
        assert!(shown(&outcome).contains("postProcess: "), "{text}: {}", shown(&outcome));
        let outcome = sandbox.run(&thing_model(2, "return typeof leak"), &input());
        assert_eq!(shown(&outcome), r#""undefined""#, "{text}");
    }
    // Nothing hangs on the compiled function from run to run.
    let mut sandbox = Sandbox::new(Limits::default());
    let source = "return new PayloadParser({msg, appInfo: [{field_name: 'v', index: 0, type: 'uint8', postProcess: 'const f = arguments.callee; f.n = (f.n || 0) + 1; return f.n'}]}).telemetry()";
    for _ in 0..3 {
        let outcome = sandbox.run(&thing_model(1, source), &input());
        assert_eq!(shown(&outcome), r#"{"v":1}"#);
    }
    check(
        "const text = 'return value // ' + 'x'.repeat(9000); return new PayloadParser({msg, appInfo: [{field_name: 'v', index: 0, type: 'uint8', postProcess: text}]}).telemetry()",
        "thrown: RangeError: postProcess has 9016 bytes, at most 8192 @1:159",
    );
    check(
        "let n = 0; for (let i = 0; i < 2000; i++) n += new PayloadParser({msg, appInfo: [{field_name: 'v', index: 0, type: 'uint8', postProcess: `return ${i}`}]}).telemetry().v; return n",
        "1999000",
    );
}

#[test]
fn hooks_may_be_overridden_in_three_ways() {
    check(
        "class P extends PayloadParser { _preParseTelemetry() { this.payload = Buffer.from([5]) } _postParseTelemetry() { this.tdata.n = this.tdata.a + 1 } }
         return new P({msg, appInfo: [{field_name: 'a', index: 0, type: 'uint8'}]}).telemetry()",
        r#"{"a":5,"n":6}"#,
    );
    check(
        "const p = new PayloadParser({msg}); p._postParseTelemetry = function () { this.tdata.x = this.port }; return p.telemetry()",
        r#"{"x":11}"#,
    );
    check(
        "PayloadParser.prototype._postParseTelemetry = function () { this.tdata.x = 1 }; return new PayloadParser({msg}).telemetry()",
        r#"{"x":1}"#,
    );
}

#[test]
fn configuration_replies_are_parsed() {
    let paras = |hex: &str, expected: &str| {
        let source = format!(
            "msg.userdata.port = 214; msg.userdata.payload = Buffer.from('{hex}', 'hex').toString('base64');
            return new PayloadParser({{msg, paraInfo: {{
                app_58: {{field_name: 'period', type: 'uint16le'}},
                app_60: {{field_name: 'low', type: 'bit0-3'}},
                app_60_1: {{field_name: 'high', type: 'bit4-7', options: {{1: 'one'}}}},
                app_61: {{field_name: 'cov', type: 'uint8', coefficient: 0.1, decimal: 1}},
                cf_2: {{field_name: 'sf', type: 'uint8'}},
            }}}}).paras()"
        );
        check(&source, expected);
    };
    paras("2f063a043c001205", r#"{"period":60,"low":2,"high":"one","cov":0.5}"#);
    paras("2f043a023c002903020109", r#"{"period":60,"sf":9}"#);
    // The high bits of the code do not matter; a success reply is too short.
    paras("ef043a023c00", r#"{"period":60}"#);
    paras("6f0100", "null");
    paras("2f043a023c", "null");
    paras("20043a023c00", "null");
    paras("", "null");
    // A field that goes beyond what was read is left out.
    paras("2f033a013c", "null");
    check("return new PayloadParser({msg, paraInfo: {}}).paras()", "null");
}

#[test]
fn frames_of_ids_are_parsed() {
    check(
        "msg.userdata.payload = Buffer.from('0167 010e 0368 64 ffff 01'.replace(/ /g, ''), 'hex').toString('base64');
        return new MSparser({msg, frameInfo: {port: 11, idType: 'hexbe2'}, extraData: {
            user_0x0167_0: {field_name: 'temperature', type: 'int16', coefficient: 0.1, decimal: 1},
            user_0x0368_0: {field_name: 'humidity', type: 'uint8', coefficient: 0.5, decimal: 1},
        }}).telemetry()",
        r#"{"temperature":27,"humidity":50}"#,
    );
}

#[test]
fn checksums_are_the_known_ones() {
    check(
        "const b = Buffer.from('123456789'); return [Utils.crc16CCIT(b), Utils.crc16Modbus(b), Utils.crcSum(b)]",
        "[12739,19255,221]",
    );
    check(
        "return [Utils.parseToBuffer('0x8F 02 2').toString('hex'), Utils.parseVal('0x1f'), Utils.parseVal('12'), Utils.parseVal(7), Utils.ACTION.new, Utils.LEVEL.urgent, Utils.msgType.para]",
        r#"["08f022",31,12,7,"new","urgent","para"]"#,
    );
    check("return Utils.parseToBuffer('xyz')", "thrown: RangeError: xyz is not hexadecimal @1:14");
}

fn runs(kind: ScriptKind, source: &str, input: &Input<'_>) -> String {
    let script = Script { kind, source: Arc::from(source), ..thing_model(1, "") };
    shown(&Sandbox::new(Limits::default()).run(&script, input))
}

#[test]
fn triggers_tell_alarms() {
    let device = r#"{"eui":"a1","name":"Room","server_attrs":{"group":{"notify":["ops"]}}}"#;
    let input = Input::Trigger { device, thing_model_id: "7" };
    let alarm = |source: &str| runs(ScriptKind::Trigger, source, &input);
    assert_eq!(
        alarm(
            "return new TriggerHelper({device, thingModelId, title: 'Hot', desc: '31', level: 'high'}).alarm({})"
        ),
        r#"{"delayms":0,"abort_previous_timer":true,"actions":[{"method":"alarm","params":{"_eui":"a1","action":"new","name":"Room","title":"[Room] : Hot","level":"high","desc":"31","group":["ops"]}}]}"#
    );
    assert_eq!(alarm("return new TriggerHelper({device, action: 'no'}).alarm()"), "null");
    assert_eq!(
        alarm(
            "class T extends TriggerHelper { _alarmProcess(info) { return info.v > 3 } } return [new T({device}).alarm({v: 1}), new T({device}).alarm({v: 5}).actions[0].params.level]"
        ),
        r#"[null,"low"]"#
    );
}

#[test]
fn rpcs_make_steps() {
    let input = Input::Rpc {
        device: r#"{"eui":"70b3d57ed0001234","shared_attrs":{"swSF":7,"swBW":"500kHz","swFreq":923300000,"swPeriod":8000}}"#,
        params: "{}",
        alarms: r#"{"hot":{"title":"Hot","desc":"31","level":"low"}}"#,
        org_params: "{}",
    };
    let rpc = |source: &str| runs(ScriptKind::Rpc, source, &input);
    assert_eq!(
        rpc(
            "const m = RPCHelper.makeMSG({msgType: 'para', device, dnBuffer: RPCHelper.reset(), sleepTime: 200}); m.dnMsg.token = 1; return [m]"
        ),
        r#"[{"sleepTimeMs":200,"target":"70b3d57ed0001234","dnMsg":{"version":"3.0","type":"data","if":"loraWAN","moteeui":"70b3d57ed0001234","token":1,"userdata":{"confirmed":false,"fpend":false,"dnWaitms":3000,"type":"data","intervalms":0,"port":214,"payload":"zwMJAQE="}}}]"#
    );
    assert_eq!(
        rpc(
            "return ['transParent', 'user'].map(msgType => RPCHelper.makeMSG({msgType, device, dnBuffer: Buffer.from([1]), port: 12}).dnMsg.userdata.port)"
        ),
        "[51,12]"
    );
    assert_eq!(
        rpc(
            "const m = RPCHelper.makeMSG({msgType: 'swDown', device, dnBuffer: Buffer.from([1])}); return [m.dnMsg.version, m.dnMsg.if, Buffer.from(m.dnMsg.userdata.payload, 'base64').toString('hex').slice(0, 24), m.dnMsg.userdata.specify.txpk.datr, m.dnMsg.userdata.specify.txpk.prea]"
        ),
        r#"["3.1","loraSW","dc70b3d57ed0001234ffaa01","SF7BW500",32422]"#
    );
    assert_eq!(
        rpc("device.shared_attrs = {}; return RPCHelper.makeMSG({msgType: 'swDown', device})"),
        "null"
    );
    assert_eq!(
        rpc(
            "const a = (title, action) => RPCHelper.makeAlarm({alarms, eui: device.eui, name: 'hot', action, group: ['ops'], title, desc: '31', level: 'low'}); return [a('Hot', 'new'), a('Hotter', 'new'), a('', 'clear'), a('', 'no')]"
        ),
        r#"[null,{"sleepTimeMs":0,"target":"70b3d57ed0001234","type":"alarm","dnMsg":{"action":"new","data":{"alarm_name":"hot","notice_groups":["ops"],"title":"Hotter","desc":"31","level":"low"}}},{"sleepTimeMs":0,"target":"70b3d57ed0001234","type":"alarm","dnMsg":{"action":"clear","data":{"alarm_name":"hot","notice_groups":["ops"],"title":"","desc":"31","level":"low"}}},null]"#
    );
}

#[test]
fn frames_of_the_configuration_protocol_are_built() {
    let hex = |expression: &str, expected: &str| {
        check(&format!("return ({expression}).toString('hex')"), &format!("{expected:?}"));
    };
    hex("RPCHelper.paraRead('app', 0x3a, 12)", "8f023a0c");
    hex("RPCHelper.paraWrite('app', 0x3a, [8, 7])", "cf043a020807");
    hex("RPCHelper.join()", "cf03090104");
    hex("RPCHelper.modbusRead(1, 0, 10)", "01030000000ac5cd");
    hex("RPCHelper.modbus06(1, 1, 3)", "010600010003980b");
    hex("RPCHelper.modbus10(1, 1, [10, 258])", "01100001000204000a01029230");
    hex("RPCHelper.cj188reader('12345678')", "fefefe6810785634120000000103901f003f16");
    check("return RPCHelper.paraRead('app', 0, 51)", "thrown: RangeError: 1 to 50 bytes @1:18");
    let build = |params: &str, expected: &str| {
        let source = format!(
            "const hex = b => b && b.toString('hex');
            return RPCHelper.buildFrame({{params: {params}, paraInfo: {{
                app_58: {{field_name: 'period', type: 'uint16le'}},
                app_60: {{field_name: 'low', type: 'bit0-3'}},
                app_60_1: {{field_name: 'high', type: 'bit4-7'}},
                app_144: {{field_name: 'cov', type: 'uint8', coefficient: 0.1}},
                cf_2: {{field_name: 'sf', type: 'uint8'}},
            }}}}).map(({{write, read}}) => [hex(write), hex(read)])"
        );
        check(&source, expected);
    };
    build("{}", r#"[[null,"8f023a03"],[null,"8f029001"],[null,"89020201"]]"#);
    build(
        "{period: 60, low: 2, high: 1, cov: 0.5, sf: 'nc'}",
        r#"[["cf053a033c0012","8f023a03"],["cf03900105","8f029001"]]"#,
    );
}
