//! `Buffer` as Node has it.

use super::{check, run, shown};

/// Evaluates an expression over `b`, a buffer of the given hex.
fn on(hex: &str, expression: &str, expected: &str) {
    check(&format!("const b = Buffer.from('{hex}', 'hex'); return {expression}"), expected);
}

fn throws(expression: &str, expected: &str) {
    let text = shown(&run(&format!(
        "const b = Buffer.from('0102030405060708', 'hex'); return {expression}"
    )));
    assert!(text.starts_with(&format!("thrown: {expected}")), "{expression}: {text}");
}

#[test]
fn construction() {
    check("return [...Buffer.from('8f022a', 'hex')]", "[143,2,42]");
    check("return [...Buffer.from('8F02 2A', 'hex')]", "[143,2]");
    check("return [...Buffer.from('abc', 'hex'), ...Buffer.from('zz', 'hex')]", "[171]");
    check(
        "return [...Buffer.from('IQcDAA==', 'base64'), ...Buffer.from('IQcDAA', 'base64')]",
        "[33,7,3,0,33,7,3,0]",
    );
    check(
        "return [...Buffer.from('_-8=', 'base64'), ...Buffer.from(' /+ 8 \\n', 'base64'), ...Buffer.from('_-8', 'base64url')]",
        "[255,239,255,239,255,239]",
    );
    check(
        "return [Buffer.from('', 'base64').length, Buffer.from('!', 'base64').length, Buffer.from('A', 'base64').length]",
        "[0,0,0]",
    );
    check(
        "return [...Buffer.from('aé', 'ascii'), ...Buffer.from('é'), ...Buffer.from('aé', 'latin1')]",
        "[97,233,195,169,97,233]",
    );
    check("return [...Buffer.from([1, 256, -1, 'a', 2.9])]", "[1,0,255,0,2]");
    check(
        "return [...Buffer.from(Buffer.from([1, 2])), ...Buffer.from(new Uint8Array([3]).buffer)]",
        "[1,2,3]",
    );
    check(
        "return [...Buffer.from({type: 'Buffer', data: [4, 5]}), ...Buffer.from(new Uint16Array([300]))]",
        "[4,5,44]",
    );
    check(
        "return [Buffer.alloc(3).length, ...Buffer.alloc(2, 7), ...Buffer.alloc(4, 'ab'), Buffer.allocUnsafe(2).length]",
        "[3,7,7,97,98,97,98,2]",
    );
    check(
        "return [Buffer.isBuffer(Buffer.alloc(1)), Buffer.isBuffer(new Uint8Array(1)), Buffer.alloc(1) instanceof Uint8Array, Buffer.alloc(1) instanceof Buffer]",
        "[true,false,true,true]",
    );
    check(
        "return [...new Buffer([1, 2]), ...Buffer('AQ==', 'base64'), new Buffer(3).length]",
        "[1,2,1,3]",
    );
    check(
        "return [...Buffer.concat([Buffer.from([1]), Buffer.from([2, 3])]), ...Buffer.concat([Buffer.from([1, 2])], 1), ...Buffer.concat([Buffer.from([9])], 3)]",
        "[1,2,3,1,9,0,0]",
    );
    check(
        "return [Buffer.byteLength('é'), Buffer.byteLength('abcd', 'hex'), Buffer.isEncoding('HEX'), Buffer.isEncoding('x')]",
        "[2,2,true,false]",
    );
    check(
        "return [Buffer.alloc(1).constructor === Buffer, Buffer.name, Buffer.from([1]).constructor.name]",
        r#"[true,"Buffer","Buffer"]"#,
    );
    throws(
        "Buffer.from(undefined?.x, 'base64')",
        "TypeError: The first argument must be of type string",
    );
    throws("Buffer.from(5)", "TypeError: The first argument must be");
    throws("Buffer.from(null)", "TypeError: The first argument must be");
    throws("Buffer.from('a', 'klingon')", "TypeError: Unknown encoding: klingon");
    throws("Buffer.alloc('5')", "TypeError: The \"size\" argument must be of type number");
    throws("Buffer.alloc(-1)", "RangeError: The value of \"size\" is out of range");
}

#[test]
fn access() {
    on("010203", "[b.length, b[0], b[3] === undefined, b[-1] === undefined]", "[3,1,true,true]");
    on(
        "0102030405",
        "[[...b.slice(1, 3)], [...b.subarray(-2)], [...b.slice(-3, -1)], [...b.slice(4, 2)], [...b.slice()]]",
        "[[2,3],[4,5],[3,4],[],[1,2,3,4,5]]",
    );
    on("010203", "(b.slice(1)[0] = 9, [...b])", "[1,9,3]");
    on(
        "010203",
        "[Buffer.isBuffer(b.slice(1)), Buffer.isBuffer(b.map(x => x)), Buffer.isBuffer(b.filter(x => x > 1)), [...b.map(x => x * 2)]]",
        "[true,true,true,[2,4,6]]",
    );
    on(
        "0102030405",
        "(() => { const t = Buffer.alloc(4); return [b.copy(t, 1, 2), [...t], b.copy(t, 0, 0, 2), [...t], b.copy(t, 9)] })()",
        "[3,[0,3,4,5],2,[1,2,4,5],0]",
    );
    on(
        "e28200ac",
        "[b.toString('hex'), b.toString('base64'), b.toString('base64url'), b.toString('ascii').length, b.toString('hex', 1, 3), b.toString('HEX', 2)]",
        r#"["e28200ac","4oIArA==","4oIArA",4,"8200","00ac"]"#,
    );
    on(
        "e282ac41ff",
        "[b.toString(), b.toString('utf8', 0, 3), b.toString('latin1', 3), String(b.subarray(3, 4))]",
        "[\"€A\u{fffd}\",\"€\",\"Aÿ\",\"A\"]",
    );
    on("4100b5", "[b.toString('ascii'), b.toString('utf16le', 0, 2)]", r#"["A\u00005","A"]"#);
    on(
        "01020304",
        "[b.reverse().toString('hex'), b.swap16().toString('hex'), b.equals(Buffer.from('03040102', 'hex')), b.indexOf(4), b.indexOf(Buffer.from([1, 2])), b.includes(9), b.lastIndexOf(2), b.indexOf('')]",
        r#"["04030201","03040102",true,1,2,false,3,0]"#,
    );
    on(
        "0102",
        "[b.toJSON(), JSON.stringify(b), [...b.entries()], [...b.keys()], b.join('-')]",
        r#"[{"type":"Buffer","data":[1,2]},"{\"type\":\"Buffer\",\"data\":[1,2]}",[[0,1],[1,2]],[0,1],"1-2"]"#,
    );
    on(
        "0102",
        "[Buffer.compare(b, Buffer.from([1, 3])), b.compare(Buffer.from([1])), b.compare(b), b.fill(0xaa).toString('hex'), b.write('zz'), b.toString()]",
        r#"[-1,1,0,"aaaa",2,"zz"]"#,
    );
    on("010203", "[...b].reduce((sum, x) => sum + x, 0) + b.reduce((sum, x) => sum + x, 0)", "12");
    on(
        "0102",
        "(() => { let s = ''; for (const x of b) s += x; b.forEach(x => { s += x }); return s })()",
        r#""1212""#,
    );
}

#[test]
fn reads() {
    on(
        "fffefdfcfbfaf9f8",
        "[b.readUInt8(0), b.readUint8(1), b.readInt8(0), b.readUInt8()]",
        "[255,254,-1,255]",
    );
    on(
        "fffefdfcfbfaf9f8",
        "[b.readUInt16LE(0), b.readUint16BE(0), b.readInt16LE(0), b.readInt16BE(6)]",
        "[65279,65534,-257,-1544]",
    );
    on(
        "fffefdfcfbfaf9f8",
        "[b.readUInt32LE(0), b.readUint32BE(0), b.readInt32LE(0), b.readInt32BE(4)]",
        "[4244504319,4294901244,-50462977,-67438088]",
    );
    on(
        "fffefdfcfbfaf9f8",
        "[b.readUIntLE(0, 3), b.readUintBE(0, 3), b.readIntLE(0, 3), b.readIntBE(0, 3), b.readUIntBE(0, 6), b.readIntLE(2, 6), b.readIntBE(0, 1)]",
        "[16645887,16776957,-131329,-259,281470647991290,-7722435347203,-1]",
    );
    on(
        "fffefdfcfbfaf9f8",
        "[b.readBigUInt64BE(0) === 0xfffefdfcfbfaf9f8n, b.readBigUint64LE() === 0xf8f9fafbfcfdfeffn, b.readBigInt64BE() === -283686952306184n, b.readBigInt64LE(0) === -506097522914230529n]",
        "[true,true,true,true]",
    );
    on(
        "0000484141480000",
        "[b.readFloatLE(0), b.readFloatBE(4), b.readFloatBE(3).toFixed(3)]",
        r#"[12.5,12.5,"12.080"]"#,
    );
    on("000000000000f83f", "[b.readDoubleLE(0), b.readDoubleBE(0) > 0]", "[1.5,true]");
}

#[test]
fn reads_out_of_range_throw() {
    throws(
        "b.readUInt8(8)",
        "RangeError: The value of \"offset\" is out of range. It must be >= 0 and <= 7. Received 8",
    );
    throws(
        "b.readUInt16LE(7)",
        "RangeError: The value of \"offset\" is out of range. It must be >= 0 and <= 6. Received 7",
    );
    throws("b.readInt32BE(-1)", "RangeError: The value of \"offset\"");
    throws(
        "b.readUInt8(1.5)",
        "RangeError: The value of \"offset\" is out of range. It must be an integer. Received 1.5",
    );
    throws("b.readUInt8(NaN)", "RangeError");
    throws(
        "b.readUInt8('1')",
        "TypeError: The \"offset\" argument must be of type number. Received type string (1)",
    );
    throws("b.readFloatLE(5)", "RangeError");
    throws("b.readBigUInt64LE(1)", "RangeError");
    throws(
        "b.readUIntBE(0, 7)",
        "RangeError: The value of \"byteLength\" is out of range. It must be >= 1 and <= 6. Received 7",
    );
    throws(
        "b.readUIntBE(0)",
        "TypeError: The \"byteLength\" argument must be of type number. Received undefined",
    );
    throws("b.readUIntBE(undefined, 2)", "TypeError: The \"offset\" argument");
    throws("b.readIntLE(6, 3)", "RangeError");
    throws(
        "Buffer.alloc(1).readUInt16LE()",
        "RangeError: Attempt to access memory outside buffer bounds",
    );
    check(
        "try { Buffer.alloc(1).readInt32LE(0) } catch (e) { return [e.name, e.code, e instanceof RangeError] }",
        r#"["RangeError","ERR_BUFFER_OUT_OF_BOUNDS",true]"#,
    );
}

#[test]
fn writes() {
    let written = |calls: &str, expected: &str| {
        check(
            &format!(
                "const b = Buffer.alloc(8); const r = [{calls}]; return [b.toString('hex'), ...r]"
            ),
            expected,
        );
    };
    written(
        "b.writeUInt8(255), b.writeUint8(1, 1), b.writeInt8(-2, 2)",
        r#"["ff01fe0000000000",1,2,3]"#,
    );
    written(
        "b.writeUInt16LE(0x1234, 0), b.writeUint16BE(0x1234, 2), b.writeInt16LE(-2, 4), b.writeInt16BE(-2, 6)",
        r#"["34121234fefffffe",2,4,6,8]"#,
    );
    written("b.writeUInt32LE(4294967295, 0), b.writeInt32BE(-2, 4)", r#"["fffffffffffffffe",4,8]"#);
    written(
        "b.writeUint32LE(0x01020304), b.writeInt32LE(-2147483648, 4)",
        r#"["0403020100000080",4,8]"#,
    );
    written(
        "b.writeUIntBE(0x010203, 0, 3), b.writeUintLE(0x010203, 3, 3), b.writeIntBE(-2, 6, 2)",
        r#"["010203030201fffe",3,6,8]"#,
    );
    written("b.writeIntLE(-140737488355328, 0, 6)", r#"["0000000000800000",6]"#);
    written("b.writeFloatLE(12.5, 0), b.writeFloatBE(12.5, 4)", r#"["0000484141480000",4,8]"#);
    written("b.writeDoubleBE(1.5)", r#"["3ff8000000000000",8]"#);
    written("b.writeBigUInt64LE(0xf8f9fafbfcfdfeffn)", r#"["fffefdfcfbfaf9f8",8]"#);
    written("b.writeBigUint64LE(1n), b.writeBigInt64BE(-2n, 0)", r#"["fffffffffffffffe",8,8]"#);
    written(
        "b.write('abc', 1), b.write('ff00', 5, 'hex')",
        r#"["00616263 00ff0000",3,2]"#.replace(' ', "").as_str(),
    );
    throws(
        "b.writeUInt8(256, 0)",
        "RangeError: The value of \"value\" is out of range. It must be >= 0 and <= 255. Received 256",
    );
    throws("b.writeInt16LE(40000, 0)", "RangeError: The value of \"value\"");
    throws("b.writeUInt32LE(1, 5)", "RangeError: The value of \"offset\"");
    throws("b.writeUIntBE(1, 0, 7)", "RangeError: The value of \"byteLength\"");
}

#[test]
fn every_unsigned_method_has_both_spellings() {
    check(
        "const names = Object.getOwnPropertyNames(Buffer.prototype).filter(n => n.includes('UInt')); return [names.length, names.filter(n => Buffer.prototype[n] !== Buffer.prototype[n.replace('UInt', 'Uint')])]",
        "[18,[]]",
    );
}
