//! States, place of supply and PIN codes.

use super::{NO_STATE, OfDocument, RuleCase, RuleFindings};
use crate::codes::pins::PinPlace;
use crate::codes::states::{self, OTHER_COUNTRY};
use crate::finding::{Rule, Severity};
use crate::law::tables;
use crate::money::Amount;
use crate::settings::PinState;

const STATE_LIST: &str = "GST state codes; NIC error list";

/// An address: its block, state and PIN code.
struct BlockAddress<'c> {
    block: &'static str,
    state: Option<&'c str>,
    pin: Option<Amount>,
}

fn addresses<'c>(case: &'c RuleCase<'_, '_>) -> impl Iterator<Item = BlockAddress<'c>> {
    let i = case.invoice;
    let address = |block, state, pin| BlockAddress { block, state, pin };
    [
        i.seller.as_deref().map(|p| address("/SellerDtls", p.state.as_deref(), p.pin)),
        i.buyer.as_deref().map(|p| address("/BuyerDtls", p.state.as_deref(), p.pin)),
        i.dispatch.as_deref().map(|p| address("/DispDtls", p.state.as_deref(), p.pin)),
        i.ship.as_deref().map(|p| address("/ShipDtls", p.state.as_deref(), p.pin)),
    ]
    .into_iter()
    .flatten()
}

/// `29 Karnataka`.
fn with_name(code: &str) -> String {
    states::find(code).map_or_else(|| code.to_owned(), |state| format!("{} {}", state.code, state.name))
}

const KNOWN_STATE: OfDocument = OfDocument {
    rule: Rule {
        id: NO_SUCH_STATE,
        code: Some("2259"),
        also: &["2260", "2200"],
        path: "*/Stcd",
        message: "{value} is not the code of a state",
        fix: "use the two digits of the state, as in the first two of its GSTINs",
        source: STATE_LIST,
        ..Rule::ERROR
    },
    check: known_state,
};

fn known_state(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    for BlockAddress { block, state, .. } in addresses(case) {
        let Some(state) = state.filter(|s| states::number(s).is_some()) else { continue };
        if states::address(state, case.today()).is_none() {
            let code = match block {
                "/SellerDtls" => "2259",
                "/BuyerDtls" => "2260",
                _ => "2200",
            };
            let fault = rule.at(format!("{block}/Stcd")).code(code).value(state);
            found.push(if states::number(state) == Some(NO_STATE) { fault.with_fix(OF_NO_STATE) } else { fault });
        }
    }
}

const OF_NO_STATE: &str = "give the state that the address is in, or 96 where it is abroad: {value} only begins GSTINs of online suppliers abroad";

const SUPPLIER_STATE: OfDocument = OfDocument {
    rule: Rule {
        id: "supplier.state_of_gstin",
        code: Some("2258"),
        path: "/SellerDtls/Stcd",
        message: "the supplier's state is {value}, its GSTIN is of state {expected}",
        fix: "set Stcd to {expected}, or correct the GSTIN",
        source: "NIC validation list",
        ..Rule::ERROR
    },
    check: supplier_state,
};

fn supplier_state(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let state = case.invoice.seller.as_deref().and_then(|s| s.state.as_deref());
    let (Some(gstin), Some(state)) = (case.seller, state) else { return };
    if !states::fits_gstin(state, gstin.state()) {
        found.push(rule.at(rule.path).value(state).expected(gstin.state()));
    }
}

const RECIPIENT_STATE: OfDocument = OfDocument {
    rule: Rule {
        id: "recipient.state_of_gstin",
        code: Some("2265"),
        path: "/BuyerDtls/Stcd",
        message: "the recipient's state is {value}, its GSTIN is of state {expected}",
        fix: "set Stcd to {expected}, or correct the GSTIN",
        source: "NIC validation list",
        ..Rule::ERROR
    },
    check: recipient_state,
};

fn recipient_state(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(buyer) = case.invoice.buyer.as_deref().filter(|_| case.supply.is_some() && !case.is_export()) else {
        return;
    };
    let (Some(gstin), Some(state)) = (case.gstins.recipient(), buyer.state.as_deref()) else { return };
    if !states::fits_gstin(state, gstin.state()) {
        found.push(rule.at(rule.path).value(state).expected(gstin.state()));
    }
}

const EXPORT_STATE: OfDocument = OfDocument {
    rule: Rule {
        id: "recipient.state_of_export",
        code: Some("2261"),
        path: "/BuyerDtls/Stcd",
        message: "the recipient's state is {value}; in an export it is {expected}, other country",
        fix: "set Stcd to {expected}, or correct SupTyp",
        source: "NIC validation list",
        ..Rule::ERROR
    },
    check: export_state,
};

fn export_state(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let state = case.invoice.buyer.as_deref().and_then(|b| b.state.as_deref());
    if let Some(state) = state.filter(|s| case.is_export() && *s != OTHER_COUNTRY) {
        found.push(rule.at(rule.path).value(state).expected(OTHER_COUNTRY));
    }
}

fn place_of_supply<'c>(case: &'c RuleCase<'_, '_>) -> Option<&'c str> {
    case.invoice.buyer.as_deref()?.place_of_supply.as_deref()
}

const KNOWN_PLACE: OfDocument = OfDocument {
    rule: Rule {
        id: "place_of_supply.known",
        code: Some("2243"),
        path: "/BuyerDtls/Pos",
        message: "the place of supply {value} is not the code of a state",
        fix: "use the two digits of the state where the supply takes place",
        source: STATE_LIST,
        ..Rule::ERROR
    },
    check: known_place,
};

fn known_place(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let place = place_of_supply(case).filter(|p| states::number(p).is_some());
    if let Some(place) = place.filter(|p| states::address(p, case.today()).is_none()) {
        found.push(rule.at(rule.path).value(place));
    }
}

const EXPORT_PLACE: OfDocument = OfDocument {
    rule: Rule {
        id: "place_of_supply.of_export",
        code: Some("2232"),
        also: &["2229"],
        path: "/BuyerDtls/Pos",
        message: "the place of supply is {value}; in an export it is {expected}, other country",
        fix: "set Pos to {expected}, or correct SupTyp",
        source: "NIC validation list",
        ..Rule::ERROR
    },
    check: export_place,
};

fn export_place(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if let Some(place) = place_of_supply(case).filter(|p| case.is_export() && *p != OTHER_COUNTRY) {
        found.push(rule.at(rule.path).value(place).expected(OTHER_COUNTRY));
    }
}

const PLACE_ABROAD: OfDocument = OfDocument {
    rule: Rule {
        id: "place_of_supply.abroad",
        code: Some("2242"),
        path: "/BuyerDtls/Pos",
        message: "the place of supply {value}, other country, is for exports only",
        fix: "use the state where the supply takes place, or correct SupTyp",
        source: "NIC error list",
        ..Rule::ERROR
    },
    check: place_abroad,
};

fn place_abroad(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let inland = case.supply.is_some() && !case.is_export();
    if let Some(place) = place_of_supply(case).filter(|p| inland && *p == OTHER_COUNTRY) {
        let fault = rule.at(rule.path).value(place);
        found.push(match case.gstins.recipient() {
            Some(gstin) if states::number(gstin.state()) != Some(NO_STATE) => {
                fault.nearest(&[with_name(gstin.state())])
            }
            Some(_) | None => fault,
        });
    }
}

const PLACE_OF_SERVICE: OfDocument = OfDocument {
    rule: Rule {
        id: "place_of_supply.of_service",
        path: "/BuyerDtls/Pos",
        message: "line {line} is a service at a place ({service}); its place of supply is that place, but Pos is {state}",
        fix: "check Pos: set it to the state where the place is, and charge CGST and SGST if that is your own; {law}",
        source: "IGST Act section 12(3) to (7)",
        ..Rule::WARNING
    },
    check: place_of_service,
};

/// Hotels, property, building and events: their place of supply is their location.
fn place_of_service(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(place) = place_of_supply(case).filter(|_| !case.is_export() && !case.is_sez() && case.is_invoice()) else {
        return;
    };
    if case.place.is_none() || case.seller_state.is_none() || case.place == case.seller_state {
        return;
    }
    let services = case.invoice.items.iter().enumerate().filter(|(_, item)| item.is_service.as_deref() != Some("N"));
    let mut services = services.filter_map(|(index, item)| Some((index, tables::place_service(item.hsn.as_deref()?)?)));
    if let Some((index, service)) = services.next() {
        let fault = rule.at(rule.path).value(place).word("service", service.what).word("law", service.source);
        found.push(
            fault.word("line", index + 1).word("state", with_name(&format!("{:02}", case.place.unwrap_or_default()))),
        );
    }
}

const RECIPIENT_PIN: OfDocument = OfDocument {
    rule: Rule {
        id: "recipient.pin_wanted",
        code: Some("2244"),
        also: &["2274"],
        path: "/BuyerDtls/Pin",
        message: "the recipient's PIN code is missing",
        fix: "add Pin: the form doesn't require it, but the portal does, except for exports",
        source: "NIC error list; NIC validation list item 21",
        ..Rule::ERROR
    },
    check: recipient_pin,
};

fn recipient_pin(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(buyer) = case.invoice.buyer.as_deref() else { return };
    let wanted = case.supply.is_some() && !case.is_export();
    // The reader reports an unreadable PIN.
    if wanted && buyer.pin.is_none() && found.at(rule.path).is_none() {
        found.push(rule.at(rule.path));
    }
}

fn pin_number(pin: Option<Amount>) -> Option<u32> {
    pin?.whole().and_then(|pin| u32::try_from(pin).ok()).filter(|pin| (100_000..=999_999).contains(pin))
}

const PIN_KNOWN: OfDocument = OfDocument {
    rule: Rule {
        id: "pin.known",
        code: Some("3038"),
        path: "*/Pin",
        message: "no PIN code begins like {value}",
        fix: "correct Pin",
        source: "NIC validation list; post office PIN codes",
        setting: Some("pin_state"),
        ..Rule::ERROR
    },
    check: pin_known,
};

fn pin_known(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(severity) = case.settings.pin_state.severity() else { return };
    for BlockAddress { block, pin, .. } in addresses(case) {
        if let Some(pin) = pin_number(pin).filter(|pin| case.lists().pin(*pin) == PinPlace::Unknown) {
            found.push(rule.at(format!("{block}/Pin")).severity(severity).value(pin));
        }
    }
}

const PIN_OF_STATE: OfDocument = OfDocument {
    rule: Rule {
        id: "pin.of_state",
        code: Some("3039"),
        also: &["2178"],
        path: "*/Pin",
        message: "the PIN code {value} doesn't belong to state {state}",
        fix: "the PIN code belongs to {expected}: correct Pin or Stcd",
        source: "NIC validation list; post office PIN codes",
        setting: Some("pin_state"),
        ..Rule::ERROR
    },
    check: pin_of_state,
};

fn pin_of_state(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(severity) = case.settings.pin_state.severity() else { return };
    for BlockAddress { block, state, pin } in addresses(case) {
        let (Some(pin), Some(state)) = (pin_number(pin), state.and_then(states::number)) else { continue };
        let PinPlace::Of { states: of_pin, also } = case.lists().pin(pin) else { continue };
        if of_pin.contains(&state) || (block == "/DispDtls" && pin == NO_PIN) {
            continue;
        }
        // Where a source assigns the PIN to this state, the portal may do so, too.
        let severity = match case.settings.pin_state {
            PinState::Auto if also.contains(&state) => Severity::Warning,
            PinState::Auto | PinState::Error | PinState::Warning | PinState::Off => severity,
        };
        let names: Vec<String> = of_pin.iter().map(|state| with_name(&state.to_string())).collect();
        let fault = rule.at(format!("{block}/Pin")).severity(severity).value(pin).expected(names.join(" / "));
        let abroad = block == "/BuyerDtls" && case.is_export();
        let fault = if abroad { fault.expected(NO_PIN).with_fix(ABROAD) } else { fault };
        let fault = fault.word("state", with_name(&format!("{state:02}")));
        // The state itself is wrong, which its own rule reports.
        let cause = format!("{block}/Stcd");
        let doubted = found.at(&cause).is_some_and(|f| match f.expected.as_deref().and_then(states::number) {
            Some(state) => of_pin.contains(&state),
            None => f.rule.id == NO_SUCH_STATE,
        });
        found.push(if doubted { fault.follows(cause) } else { fault });
    }
}

/// The PIN code of places outside India, and of other territory.
const NO_PIN: u32 = 999_999;
const ABROAD: &str = "set Pin to {expected}: the recipient is abroad";

const DISPATCH_PIN: OfDocument = OfDocument {
    rule: Rule {
        id: "dispatch.pin",
        code: Some("2273"),
        also: &["4036"],
        path: "/DispDtls/Pin",
        message: "goods can't be dispatched from PIN code {value}",
        fix: "give the PIN code of the place in India that the goods leave from",
        source: "Portal code 2273",
        ..Rule::ERROR
    },
    check: dispatch_pin,
};

fn dispatch_pin(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if case.invoice.dispatch.as_deref().and_then(|d| pin_number(d.pin)) == Some(NO_PIN) {
        found.push(rule.at(rule.path).value(NO_PIN));
    }
}

const SHIP_TO_PLACE: OfDocument = OfDocument {
    rule: Rule {
        id: "ship_to.place_of_supply",
        code: Some("2245"),
        path: "/ShipDtls/Stcd",
        message: "the ship-to state is {value}, the place of supply {expected}",
        fix: "set them to the same state",
        source: "NIC validation list v1.02 item 22",
        setting: Some("rules_of_2020"),
        ..Rule::ERROR
    },
    check: ship_to_place,
};

fn ship_to_place(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(severity) = case.settings.rules_of_2020.severity() else { return };
    let ship = case.invoice.ship.as_deref().and_then(|s| s.state.as_deref());
    let b2b = case.supply == Some(crate::invoice::SupplyType::B2b);
    if let (Some(ship), Some(place), true) = (ship, place_of_supply(case), b2b)
        && states::number(ship) != states::number(place)
    {
        found.push(rule.at(rule.path).severity(severity).value(ship).expected(place));
    }
}

const NO_SUCH_STATE: &str = "address.state";

pub(super) const RULES: &[OfDocument] = &[
    KNOWN_STATE,
    SUPPLIER_STATE,
    RECIPIENT_STATE,
    EXPORT_STATE,
    KNOWN_PLACE,
    EXPORT_PLACE,
    PLACE_ABROAD,
    PLACE_OF_SERVICE,
    RECIPIENT_PIN,
    PIN_KNOWN,
    PIN_OF_STATE,
    DISPATCH_PIN,
    SHIP_TO_PLACE,
];
