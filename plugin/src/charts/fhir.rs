//! Audiograms in FHIR R4: an Observation, or a Bundle of resources among which Observations are.
//!
//! Understood, each a shape that is published or in use:
//! - one threshold an Observation, by LOINC code (HL7 PACIO, AU Core: `Observation-hearing-threshold-1`), or by
//!   the words of its code with the ear in its words or body site;
//! - components per ear and frequency below a panel (LOINC 89015-2), or below an Observation that names the ear
//!   in its body site or words;
//! - components "frequency", "left ear sensitivity" and "right ear sensitivity" (HL7 Personal Health Records,
//!   `hearingSensitivity`).
//!
//! The value is a Quantity in dB or dB HL, a whole number, or a text as in a table. More than the audiometer's
//! limit (comparator `>` or `>=`) is no response. A reason for missing data means not measured.
//!
//! Observations about anything else are not looked at, nor are other resources, nor withdrawn Observations.
//! LOINC's codes leave conduction open: it is air unless the code, the method or the body site speaks of bone. A
//! threshold without ear, frequency or level, and one whose code and words disagree, refuse the whole text.

pub(super) mod codes;

use super::cells;
use super::node::Node;
use super::points::{Points, Reading};
use super::{ChartError, Place, Reason};
use codes::{Kind, Meaning, differ};

/// States of an Observation that is not to be used.
const WITHDRAWN: &[&str] = &["entered-in-error", "cancelled"];

/// Whether JSON is FHIR: a resource, or a list of resources.
pub(super) fn is_fhir(root: &Node) -> bool {
    match root {
        Node::List(items) => items.first().is_some_and(|item| item.get("resourceType").is_some()),
        root => root.get("resourceType").is_some(),
    }
}

/// Takes the points of a resource.
pub(super) fn read(root: &Node, points: &mut Points) -> Result<(), ChartError> {
    let resources: Vec<Option<&Node>> = match (root, root.text("resourceType")) {
        (Node::List(items), _) => items.iter().map(Some).collect(),
        (_, Some("Observation")) => vec![Some(root)],
        (_, Some("Bundle")) => root.list("entry").iter().map(|entry| entry.get("resource")).collect(),
        _ => return Err(Reason::UnknownResource.into()),
    };
    for (n, resource) in resources.into_iter().enumerate() {
        let place = Place::Entry(n as u64 + 1);
        if let Some(resource) =
            resource.filter(|resource| resource.text("resourceType") == Some("Observation"))
        {
            observation(resource, place, points)?;
        }
    }
    Ok(())
}

/// Takes the points of one Observation.
fn observation(node: &Node, place: Place, points: &mut Points) -> Result<(), ChartError> {
    let at = |reason: Reason| reason.at(place);
    if node.text("status").is_some_and(|status| WITHDRAWN.contains(&status)) {
        return Ok(());
    }
    let [own, site, method] = ["code", "bodySite", "method"].map(|name| Meaning::of(node.get(name)));
    let bone = own.bone || site.bone || method.bone;
    let components = node.list("component");
    if own.is_threshold() && bone {
        points.bone += usize::from(!matches!(reading(node), Ok(None)));
    } else if own.is_threshold() {
        if own.torn || site.torn || differ(own.ears, site.ears) {
            return Err(at(Reason::SelfContradiction));
        }
        match reading(node).map_err(at)? {
            Some(reading) => {
                let ears = own.ears.or(site.ears).ok_or(at(Reason::MissingEar))?;
                let hz = own.hz.ok_or(at(Reason::MissingFrequency))?;
                points.add(ears, hz, reading, place)?;
            }
            None if own.hz.is_some() && components.is_empty() => return Err(at(Reason::MissingLevel)),
            None => {}
        }
    }
    let parts: Vec<Meaning> = components.iter().map(|part| Meaning::of(part.get("code"))).collect();
    let mut shared = own.hz;
    if own.is_threshold() || parts.iter().any(Meaning::is_threshold) {
        for (part, _) in components.iter().zip(&parts).filter(|(_, part)| part.kind == Kind::Frequency) {
            let hz = Some(frequency(part).map_err(at)?);
            if differ(shared, hz) {
                return Err(at(Reason::SelfContradiction));
            }
            shared = hz;
        }
    }
    let ears = own.ears.or(site.ears);
    for (part, meaning) in components.iter().zip(&parts) {
        let placed = meaning.hz.is_some() || (meaning.ears.is_some() && shared.is_some());
        let counts = match meaning.kind {
            Kind::Threshold | Kind::Coded => true,
            Kind::Silent => own.is_threshold() && placed,
            Kind::Frequency | Kind::Other => false,
        };
        if !counts {
            continue;
        }
        if bone || meaning.bone {
            points.bone += 1;
            continue;
        }
        if meaning.torn {
            return Err(at(Reason::SelfContradiction));
        }
        let ears = meaning.ears.or(ears).ok_or(at(Reason::MissingEar))?;
        let hz = meaning.hz.or(shared).ok_or(at(Reason::MissingFrequency))?;
        let reading = reading(part).map_err(at)?.ok_or(at(Reason::MissingLevel))?;
        points.add(ears, hz, reading, place)?;
    }
    Ok(())
}

/// The frequency a component gives for its neighbours, Hz.
fn frequency(part: &Node) -> Result<f64, Reason> {
    let quantity = part.get("valueQuantity").ok_or(Reason::MissingFrequency)?;
    let Some(Node::Number(value)) = quantity.get("value") else { return Err(Reason::BadFrequency) };
    let unit = quantity.text("code").or(quantity.text("unit")).unwrap_or("Hz");
    cells::frequency(&format!("{value}{unit}"), false)
}

/// What an Observation or component says where its level belongs; `None` if it has neither value nor reason.
fn reading(node: &Node) -> Result<Option<Reading>, Reason> {
    if let Some(quantity) = node.get("valueQuantity") {
        return self::quantity(quantity).map(Some);
    }
    match (node.get("valueInteger"), node.text("valueString"), node.get("valueCodeableConcept")) {
        (Some(Node::Number(level)), ..) => return Ok(Some(Reading::Level(*level))),
        (Some(_), ..) => return Err(Reason::BadLevel),
        (_, Some(text), _) => return cells::reading(text, false).map(Some),
        (_, _, Some(concept)) => return spoken(concept).ok_or(Reason::BadLevel).map(Some),
        _ => {}
    }
    let Some(reason) = node.get("dataAbsentReason") else { return Ok(None) };
    Ok(Some(spoken(reason).unwrap_or(Reading::NotMeasured)))
}

/// What the words of a concept say of a level.
fn spoken(concept: &Node) -> Option<Reading> {
    let displays = concept.list("coding").iter().filter_map(|coding| coding.text("display"));
    let mut readings =
        concept.text("text").into_iter().chain(displays).map(|text| cells::reading(text, false));
    readings.find_map(|reading| reading.ok().filter(|reading| !matches!(reading, Reading::Level(_))))
}

/// A Quantity of hearing level.
fn quantity(quantity: &Node) -> Result<Reading, Reason> {
    let level = match quantity.get("value") {
        Some(Node::Number(level)) => *level,
        Some(_) => return Err(Reason::BadLevel),
        None => return Err(Reason::MissingLevel),
    };
    let units = ["unit", "code"].map(|name| quantity.text(name).unwrap_or_default());
    if !units.iter().all(|unit| cells::is_hearing_level(unit)) {
        return Err(Reason::NotHearingLevel);
    }
    match quantity.text("comparator") {
        None => Ok(Reading::Level(level)),
        Some(">" | ">=") => cells::more_than(level),
        Some(_) => Err(Reason::OpenEnded),
    }
}
