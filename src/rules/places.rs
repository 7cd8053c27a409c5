//! States, place of supply and PIN codes.

use super::{Case, Findings, NO_STATE, OfDocument};
use crate::codes::pins::Place;
use crate::codes::states::{self, OTHER_COUNTRY};
use crate::finding::{Rule, Severity};
use crate::law::tables;
use crate::money::Amount;
use crate::settings::PinState;

/// An address: its block, state and PIN code.
struct Address<'c> {
    block: &'static str,
    state: Option<&'c str>,
    pin: Option<Amount>,
}

fn addresses<'c>(case: &'c Case<'_, '_>) -> impl Iterator<Item = Address<'c>> {
    let i = case.invoice;
    let address = |block, state, pin| Address { block, state, pin };
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

fn known_state(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    for Address { block, state, .. } in addresses(case) {
        let Some(state) = state.filter(|s| states::number(s).is_some()) else { continue };
        if states::address(state, case.today()).is_none() {
            let code = match block {
                "/SellerDtls" => "2259",
                "/BuyerDtls" => "2260",
                _ => "2200",
            };
            let fault = rule.at(format!("{block}/Stcd")).code(code).value(state);
            found.push(if states::number(state) == Some(NO_STATE) { fault.fix(OF_NO_STATE) } else { fault });
        }
    }
}

const OF_NO_STATE: &str = "give the state that the address is in, or 96 where it is abroad: {value} only begins GSTINs of online suppliers abroad";

fn supplier_state(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let state = case.invoice.seller.as_deref().and_then(|s| s.state.as_deref());
    let (Some(gstin), Some(state)) = (case.seller, state) else { return };
    if !states::fits_gstin(state, gstin.state()) {
        found.push(rule.at(rule.path).value(state).expected(gstin.state()));
    }
}

fn recipient_state(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let Some(buyer) = case.invoice.buyer.as_deref().filter(|_| case.supply.is_some() && !case.is_export()) else {
        return;
    };
    let (Some(gstin), Some(state)) = (case.gstins.recipient(), buyer.state.as_deref()) else { return };
    if !states::fits_gstin(state, gstin.state()) {
        found.push(rule.at(rule.path).value(state).expected(gstin.state()));
    }
}

fn export_state(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let state = case.invoice.buyer.as_deref().and_then(|b| b.state.as_deref());
    if let Some(state) = state.filter(|s| case.is_export() && *s != OTHER_COUNTRY) {
        found.push(rule.at(rule.path).value(state).expected(OTHER_COUNTRY));
    }
}

fn place_of_supply<'c>(case: &'c Case<'_, '_>) -> Option<&'c str> {
    case.invoice.buyer.as_deref()?.place_of_supply.as_deref()
}

fn known_place(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let place = place_of_supply(case).filter(|p| states::number(p).is_some());
    if let Some(place) = place.filter(|p| states::address(p, case.today()).is_none()) {
        found.push(rule.at(rule.path).value(place));
    }
}

fn export_place(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    if let Some(place) = place_of_supply(case).filter(|p| case.is_export() && *p != OTHER_COUNTRY) {
        found.push(rule.at(rule.path).value(place).expected(OTHER_COUNTRY));
    }
}

fn place_abroad(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
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

/// Hotels, property, building and events: their place of supply is where they are.
fn place_of_service(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
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

fn recipient_pin(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let Some(buyer) = case.invoice.buyer.as_deref() else { return };
    let wanted = case.supply.is_some() && !case.is_export();
    // A PIN that is there and unreadable is the reader's business.
    if wanted && buyer.pin.is_none() && found.at(rule.path).is_none() {
        found.push(rule.at(rule.path));
    }
}

fn pin_number(pin: Option<Amount>) -> Option<u32> {
    pin?.whole().and_then(|pin| u32::try_from(pin).ok()).filter(|pin| (100_000..=999_999).contains(pin))
}

fn pin_known(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let Some(severity) = case.settings.pin_state.severity() else { return };
    for Address { block, pin, .. } in addresses(case) {
        if let Some(pin) = pin_number(pin).filter(|pin| case.lists().pin(*pin) == Place::Unknown) {
            found.push(rule.at(format!("{block}/Pin")).severity(severity).value(pin));
        }
    }
}

fn pin_of_state(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let Some(severity) = case.settings.pin_state.severity() else { return };
    for Address { block, state, pin } in addresses(case) {
        let (Some(pin), Some(state)) = (pin_number(pin), state.and_then(states::number)) else { continue };
        let Place::Of { states: of_pin, also } = case.lists().pin(pin) else { continue };
        if of_pin.contains(&state) || (block == "/DispDtls" && pin == NO_PIN) {
            continue;
        }
        // Where a source gives the PIN to this state, the portal may do so, too.
        let severity = match case.settings.pin_state {
            PinState::Auto if also.contains(&state) => Severity::Warning,
            PinState::Auto | PinState::Error | PinState::Warning | PinState::Off => severity,
        };
        let names: Vec<String> = of_pin.iter().map(|state| with_name(&state.to_string())).collect();
        let fault = rule.at(format!("{block}/Pin")).severity(severity).value(pin).expected(names.join(" / "));
        let abroad = block == "/BuyerDtls" && case.is_export();
        let fault = if abroad { fault.expected(NO_PIN).fix(ABROAD) } else { fault };
        let fault = fault.word("state", with_name(&format!("{state:02}")));
        // The state itself is wrong: its own rule has said so.
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

fn dispatch_pin(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    if case.invoice.dispatch.as_deref().and_then(|d| pin_number(d.pin)) == Some(NO_PIN) {
        found.push(rule.at(rule.path).value(NO_PIN));
    }
}

fn ship_to_place(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
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
const STATE_LIST: &str = "GST state codes; NIC error list";

pub(super) const RULES: &[OfDocument] = &[
    OfDocument(
        Rule::error(
            NO_SUCH_STATE,
            "2259",
            "*/Stcd",
            "{value} is not the code of a state",
            "use the two digits of the state, as in the first two of its GSTINs",
            STATE_LIST,
        )
        .also(&["2260", "2200"])
        .facts(&["FLD-010", "SEL-010", "BUY-014", "SHP-009"]),
        known_state,
    ),
    OfDocument(
        Rule::error(
            "supplier.state_of_gstin",
            "2258",
            "/SellerDtls/Stcd",
            "the supplier's state is {value}, its GSTIN is of state {expected}",
            "set Stcd to {expected}, or correct the GSTIN",
            "NIC validation list",
        )
        .facts(&["SEL-007"]),
        supplier_state,
    ),
    OfDocument(
        Rule::error(
            "recipient.state_of_gstin",
            "2265",
            "/BuyerDtls/Stcd",
            "the recipient's state is {value}, its GSTIN is of state {expected}",
            "set Stcd to {expected}, or correct the GSTIN",
            "NIC validation list",
        )
        .facts(&["BUY-006", "BUY-013"]),
        recipient_state,
    ),
    OfDocument(
        Rule::error(
            "recipient.state_of_export",
            "2261",
            "/BuyerDtls/Stcd",
            "the recipient's state is {value}; in an export it is {expected}, other country",
            "set Stcd to {expected}, or correct SupTyp",
            "NIC validation list",
        )
        .facts(&["BUY-007"]),
        export_state,
    ),
    OfDocument(
        Rule::error(
            "place_of_supply.known",
            "2243",
            "/BuyerDtls/Pos",
            "the place of supply {value} is not the code of a state",
            "use the two digits of the state where the supply takes place",
            STATE_LIST,
        )
        .facts(&["BUY-010", "FLD-011"]),
        known_place,
    ),
    OfDocument(
        Rule::error(
            "place_of_supply.of_export",
            "2232",
            "/BuyerDtls/Pos",
            "the place of supply is {value}; in an export it is {expected}, other country",
            "set Pos to {expected}, or correct SupTyp",
            "NIC validation list",
        )
        .also(&["2229"])
        .facts(&["BUY-008"]),
        export_place,
    ),
    OfDocument(
        Rule::error(
            "place_of_supply.abroad",
            "2242",
            "/BuyerDtls/Pos",
            "the place of supply {value}, other country, is for exports only",
            "use the state where the supply takes place, or correct SupTyp",
            "NIC error list",
        )
        .facts(&["BUY-009"]),
        place_abroad,
    ),
    OfDocument(
        Rule::error(
            "place_of_supply.of_service",
            "",
            "/BuyerDtls/Pos",
            "line {line} is a service at a place ({service}); it is supplied where that place is, and Pos is {state}",
            "check Pos: set it to the state where the place is, and charge CGST and SGST if that is your own; {law}",
            "IGST Act section 12(3) to (7)",
        )
        .warning(),
        place_of_service,
    ),
    OfDocument(
        Rule::error(
            "recipient.pin_wanted",
            "2244",
            "/BuyerDtls/Pin",
            "the recipient's PIN code is missing",
            "add Pin: the form leaves it open, the portal asks for it except in exports",
            "NIC error list; NIC validation list item 21",
        )
        .also(&["2274"])
        .facts(&["BUY-PIN", "EWB-011"]),
        recipient_pin,
    ),
    OfDocument(
        Rule::error(
            "pin.known",
            "3038",
            "*/Pin",
            "no PIN code begins like {value}",
            "correct Pin",
            "NIC validation list; post office PIN codes",
        )
        .setting("pin_state")
        .facts(&["SEL-009", "BUY-011", "SHP-004", "SHP-010"]),
        pin_known,
    ),
    OfDocument(
        Rule::error(
            "pin.of_state",
            "3039",
            "*/Pin",
            "the PIN code {value} doesn't belong to state {state}",
            "the PIN code belongs to {expected}: correct Pin or Stcd",
            "NIC validation list; post office PIN codes",
        )
        .also(&["2178"])
        .setting("pin_state")
        .facts(&["SEL-009", "BUY-011", "BUY-012", "SHP-004", "SHP-010"]),
        pin_of_state,
    ),
    OfDocument(
        Rule::error(
            "dispatch.pin",
            "2273",
            "/DispDtls/Pin",
            "goods can't be dispatched from PIN code {value}",
            "give the PIN code of the place in India the goods leave from",
            "Portal code 2273",
        )
        .also(&["4036"])
        .facts(&["SHP-008"]),
        dispatch_pin,
    ),
    OfDocument(
        Rule::error(
            "ship_to.place_of_supply",
            "2245",
            "/ShipDtls/Stcd",
            "the ship-to state is {value}, the place of supply {expected}",
            "set them to the same state",
            "NIC validation list v1.02 item 22",
        )
        .setting("rules_of_2020")
        .facts(&["SHP-006"]),
        ship_to_place,
    ),
];
