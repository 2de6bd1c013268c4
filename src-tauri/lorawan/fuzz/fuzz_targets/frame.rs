//! Any PHY payload: reading must not panic, and what reads as a data frame must check and decrypt.

#![no_main]

use libfuzzer_sys::fuzz_target;
use lorawan::{AesKey, Frame, parse};

const KEY: AesKey = AesKey::new([7; 16]);

fuzz_target!(|phy: &[u8]| {
    match parse(phy) {
        Ok(Frame::Data(frame)) => {
            let mut plain = Vec::new();
            let _ = frame.mic_is_valid(&KEY, u32::from(frame.f_cnt));
            frame.decrypt(&KEY, u32::from(frame.f_cnt), &mut plain);
            assert_eq!(plain.len(), frame.frm_payload.len());
        }
        Ok(Frame::JoinRequest(request)) => drop(request.mic_is_valid(&KEY)),
        Ok(Frame::JoinAccept(accept)) => drop(accept.decrypt(&KEY)),
        Ok(Frame::Rfu(_) | Frame::Proprietary(_)) | Err(_) => {}
    }
});
