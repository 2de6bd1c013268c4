//! What simulated sensors measure, and the frames they send.
//!
//! Byte layouts are those of the built-in thing models; see the crate `things`.

use crate::description::Model;
use crate::noise::Noise;

/// The port of every telemetry frame of these devices.
pub const PORT: u8 = 11;

/// The state of one sensor: slow, plausible changes from one report to the next.
#[derive(Debug, Clone)]
pub struct Sensor {
    model: Model,
    noise: Noise,
    temperature: Walk,
    humidity: Walk,
    co2: Walk,
    light: Walk,
    tvoc: Walk,
    pm25: Walk,
    battery: Walk,
    reports: u32,
}

/// A value that wanders around its mean.
#[derive(Debug, Clone)]
struct Walk {
    value: f32,
    mean: f32,
    step: f32,
}

impl Walk {
    fn start(noise: &mut Noise, mean: f32, step: f32) -> Self {
        Self { value: mean + noise.swing() * step * 4.0, mean, step }
    }

    /// One step; the further from the mean, the stronger the pull back.
    fn next(&mut self, noise: &mut Noise) -> f32 {
        self.value += (self.mean - self.value) * 0.05 + noise.swing() * self.step;
        self.value
    }
}

impl Sensor {
    /// A sensor whose values follow from the seed.
    #[must_use]
    pub fn new(model: Model, seed: u64) -> Self {
        let mut noise = Noise::new(seed);
        let mean_temperature = 21.0 + noise.swing() * 3.0;
        Self {
            model,
            temperature: Walk::start(&mut noise, mean_temperature, 0.3),
            humidity: Walk::start(&mut noise, 48.0, 0.8),
            co2: Walk::start(&mut noise, 720.0, 25.0),
            light: Walk::start(&mut noise, 310.0, 15.0),
            tvoc: Walk::start(&mut noise, 140.0, 6.0),
            pm25: Walk::start(&mut noise, 11.0, 0.8),
            battery: Walk::start(&mut noise, 200.0, 0.5),
            reports: 0,
            noise,
        }
    }

    /// The payload of the next report.
    pub fn report(&mut self) -> Vec<u8> {
        self.reports = self.reports.wrapping_add(1);
        match self.model {
            Model::Ks52 => self.ks52(),
            Model::Ks51 => self.ks51(),
            Model::Ks61 => self.ks61(),
        }
    }

    fn battery(&mut self) -> u8 {
        let [low, ..] =
            rounded(self.battery.next(&mut self.noise).clamp(150.0, 250.0)).to_le_bytes();
        low
    }

    /// Period 60 s, no fault, temperature in 0.1 °C plus 1 000, humidity in 0.1 %.
    fn ks52(&mut self) -> Vec<u8> {
        let temperature = rounded(self.temperature.next(&mut self.noise) * 10.0 + 1_000.0);
        let humidity = rounded(self.humidity.next(&mut self.noise).clamp(10.0, 95.0) * 10.0);
        let [t0, t1] = temperature.to_le_bytes();
        let [h0, h1] = humidity.to_le_bytes();
        vec![0x21, 0x07, 0x03, 0, 0, 60, 0, 0, t0, t1, h0, h1, self.battery(), 0, 0]
    }

    /// A leak of some reports now and then.
    fn ks51(&mut self) -> Vec<u8> {
        let leaks = u8::from(self.reports % 20 >= 17);
        vec![0x82, 0x21, 0x12, 0, self.battery(), leaks, 0]
    }

    fn ks61(&mut self) -> Vec<u8> {
        let noise = &mut self.noise;
        let temperature = rounded(self.temperature.next(noise) * 10.0);
        let humidity = rounded(self.humidity.next(noise).clamp(10.0, 95.0) * 10.0);
        let co2 = rounded(self.co2.next(noise).max(400.0));
        let light = rounded(self.light.next(noise).max(0.0));
        let tvoc = i32::from(rounded(self.tvoc.next(noise).max(0.0)));
        let pm25 = self.pm25.next(noise).max(0.5);
        let present = u8::from(self.reports % 6 < 3);
        let mut frame = vec![0x82, 0x24, 0x07, 0];
        for value in [temperature, humidity, co2, light] {
            frame.extend(value.to_le_bytes());
        }
        frame.extend(tvoc.to_le_bytes());
        // Bytes 16 and 19 mean nothing; 17 is motion, 18 the relays.
        frame.extend([0, present, 0b001, 0]);
        frame.extend(pm25.to_le_bytes());
        debug_assert_eq!(frame.len(), 24);
        frame
    }
}

/// The nearest whole number, for values that fit.
fn rounded(value: f32) -> i16 {
    #[expect(clippy::cast_possible_truncation, reason = "a float cast saturates")]
    let whole = value.round() as i16;
    whole
}

#[cfg(test)]
mod tests {
    use super::{Model, Sensor};

    #[test]
    fn frames_have_the_layout_of_their_model() {
        for (model, head, length) in [
            (Model::Ks52, [0x21, 0x07, 0x03], 15),
            (Model::Ks51, [0x82, 0x21, 0x12], 7),
            (Model::Ks61, [0x82, 0x24, 0x07], 24),
        ] {
            let mut sensor = Sensor::new(model, 7);
            for _ in 0..1_000 {
                let frame = sensor.report();
                assert_eq!((&frame[..3], frame.len()), (&head[..], length));
            }
        }
    }

    #[test]
    fn values_change_slowly_and_stay_plausible() {
        let mut sensor = Sensor::new(Model::Ks52, 1);
        let mut temperature = |_| {
            let frame = sensor.report();
            f32::from(u16::from_le_bytes([frame[8], frame[9]])) / 10.0 - 100.0
        };
        let values: Vec<_> = (0..2_000).map(&mut temperature).collect();
        assert!(values.iter().all(|value| (10.0..32.0).contains(value)));
        let changes = values.windows(2).filter(|pair| (pair[0] - pair[1]).abs() > 0.05).count();
        assert!(changes > 1_400, "{changes} of 2 000 reports show a change");
        assert!(values.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 1.5));
    }
}
