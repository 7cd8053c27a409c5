//! What of a bill must be readable for the return or for the purchase book. What a section takes it judges by its own limits: a
//! number that the portal of e-invoices refuses, the return may take.

/// What is added up of a line.
const OF_LINE: [&str; 9] =
    ["GstRt", "AssAmt", "IgstAmt", "CgstAmt", "SgstAmt", "CesAmt", "CesNonAdvlAmt", "Qty", "Unit"];

/// Whether a fault at a path is one for the return. (Of a consumer nothing is needed that its bill may lack.)
pub fn of_return(path: &str, consumer: bool) -> bool {
    let all = ["", "/DocDtls", "/DocDtls/Typ", "/DocDtls/Dt", "/SellerDtls/Gstin", "/ExpDtls/ShipBDt"];
    let of_recipients = [
        "/TranDtls",
        "/TranDtls/SupTyp",
        "/TranDtls/RegRev",
        "/TranDtls/IgstOnIntra",
        "/TranDtls/EcmGstin",
        "/BuyerDtls/Gstin",
        "/BuyerDtls/Pos",
    ];
    all.contains(&path) || of_amounts(path) || !consumer && of_recipients.contains(&path)
}

/// Whether a fault at a path is one for the purchase book, where suppliers write their numbers as they like.
pub fn of_purchase(path: &str) -> bool {
    ["", "/DocDtls", "/DocDtls/Typ", "/DocDtls/Dt"].contains(&path) || of_amounts(path)
}

fn of_amounts(path: &str) -> bool {
    if ["/ItemList", "/ValDtls", "/ValDtls/TotInvVal"].contains(&path) {
        return true;
    }
    let Some(rest) = path.strip_prefix("/ItemList/") else { return false };
    match rest.split_once('/') {
        None => true,
        Some((_, field)) => OF_LINE.contains(&field),
    }
}
