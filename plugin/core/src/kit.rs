//! Parts that know nothing of hearing: delays, fades, filters, random numbers.

pub mod afterglow;
pub mod band_pass;
pub mod blend;
pub mod boxcar;
pub mod carriers;
pub mod fade;
pub mod fir;
pub mod forget;
pub mod gammatone;
pub mod glide;
pub mod lanes;
pub mod level;
pub mod low_pass;
pub mod median;
pub mod minimum_phase;
pub mod noise;
pub mod pace;
pub mod partial_peak;
pub mod place;
pub mod random;
pub mod ring;
pub mod section;
pub mod sliding_min;
pub mod stft;
pub mod true_peak;
pub mod turn;
