//! Frames that break a rule are refused when built and reported when read.
