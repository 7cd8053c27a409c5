package in.einv;

import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** The sections of GSTR-1, as the portal takes them. */
public final class Gstr1Sections extends Part {
    Gstr1Sections(String json) {
        super(json);
    }

    /** The rows of b2b, by what they have in common. As JSON. */
    public List<String> b2b() {
        return list("b2b", text -> text);
    }

    /** The rows of b2ba, by what they have in common. As JSON. */
    public List<String> b2ba() {
        return list("b2ba", text -> text);
    }

    /** The rows of b2cl, by what they have in common. As JSON. */
    public List<String> b2cl() {
        return list("b2cl", text -> text);
    }

    /** The rows of b2cla, by what they have in common. As JSON. */
    public List<String> b2cla() {
        return list("b2cla", text -> text);
    }

    /** The rows of exp, by what they have in common. As JSON. */
    public List<String> exp() {
        return list("exp", text -> text);
    }

    /** The rows of expa, by what they have in common. As JSON. */
    public List<String> expa() {
        return list("expa", text -> text);
    }

    /** The rows of cdnr, by what they have in common. As JSON. */
    public List<String> cdnr() {
        return list("cdnr", text -> text);
    }

    /** The rows of cdnra, by what they have in common. As JSON. */
    public List<String> cdnra() {
        return list("cdnra", text -> text);
    }

    /** The rows of cdnur. As JSON. */
    public List<String> cdnur() {
        return list("cdnur", text -> text);
    }

    /** The rows of cdnura. As JSON. */
    public List<String> cdnura() {
        return list("cdnura", text -> text);
    }

    /** The lists of ecom; or null. As JSON. */
    public String ecom() {
        return get("/ecom");
    }

    /** The lists of ecoma; or null. As JSON. */
    public String ecoma() {
        return get("/ecoma");
    }

    /** The rows of b2cs. As JSON. */
    public List<String> b2cs() {
        return list("b2cs", text -> text);
    }

    /** The rows of b2csa, by what they have in common. As JSON. */
    public List<String> b2csa() {
        return list("b2csa", text -> text);
    }

    /** The rows of at, by what they have in common. As JSON. */
    public List<String> at() {
        return list("at", text -> text);
    }

    /** The rows of ata, by what they have in common. As JSON. */
    public List<String> ata() {
        return list("ata", text -> text);
    }

    /** The rows of txpd, by what they have in common. As JSON. */
    public List<String> txpd() {
        return list("txpd", text -> text);
    }

    /** The rows of txpda, by what they have in common. As JSON. */
    public List<String> txpda() {
        return list("txpda", text -> text);
    }

    /** The lists of supeco; or null. As JSON. */
    public String supeco() {
        return get("/supeco");
    }

    /** The lists of supecoa; or null. As JSON. */
    public String supecoa() {
        return get("/supecoa");
    }

    /** The lists of hsn; or null. As JSON. */
    public String hsn() {
        return get("/hsn");
    }

    /** The lists of nil; or null. As JSON. */
    public String nil() {
        return get("/nil");
    }

    /** The lists of doc_issue; or null. As JSON. */
    public String docIssue() {
        return get("/doc_issue");
    }
}
