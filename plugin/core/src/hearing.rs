//! Hearing science as pure functions and tables: no signal passes here, screen and sound read the same curves.

pub mod age;
pub mod audiogram;
pub mod bands;
pub mod body;
pub mod catalogue;
pub mod channels;
pub mod course;
pub mod curve;
pub mod erb;
pub mod event;
pub mod fatigue;
pub mod greenwood;
pub mod growth;
pub mod inner;
pub mod material;
pub mod noise;
pub mod normal;
pub mod path;
pub mod population;
pub mod progressive;
pub mod recruitment;
pub mod shapes;
pub mod spread;
pub mod tinnitus;
