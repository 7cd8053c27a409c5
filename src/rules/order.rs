//! The order of a report: the form's own.

use crate::invoice::form::{FieldKind, FormField, INVOICE};

/// The position of a place in the form: each step's number among its siblings; unknown names come last.
pub fn place(path: &str) -> Vec<usize> {
    let mut fields: &[FormField] = INVOICE;
    let mut place = Vec::with_capacity(4);
    for step in path.split('/').skip(1) {
        let index = fields.iter().position(|f| f.key == step);
        if let Some(field) = index.and_then(|index| fields.get(index)) {
            fields = match field.kind {
                FieldKind::Block(of) | FieldKind::List { of, .. } => of,
                FieldKind::Text { .. }
                | FieldKind::Choice { .. }
                | FieldKind::Date { .. }
                | FieldKind::Number { .. } => &[],
            };
        }
        place.push(index.or_else(|| step.parse().ok()).unwrap_or(usize::MAX));
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_sorted_in_the_order_of_the_form() {
        let paths = [
            "",
            "/Version",
            "/TranDtls/SupTyp",
            "/DocDtls/No",
            "/DocDtls/Dt",
            "/SellerDtls",
            "/SellerDtls/Pin",
            "/ItemList/2/HsnCd",
            "/ItemList/2/Unheard",
            "/ItemList/10/SlNo",
            "/ValDtls/AssVal",
            "/EwbDtls/VehType",
            "/Unheard",
        ];
        assert!(paths.is_sorted_by_key(|path| place(path)));
    }
}
