package in.einv;

import java.util.List;
import java.util.Map;

// Made by bindings/declare.py from docs/schema; do not edit.

/** GSTR-1: where documents land in it and what it holds, or its file. */
public final class Gstr1 extends Part {
    Gstr1(String json) {
        super(json);
    }

    /** What the built-in sandbox registered is in no real return. */
    public boolean sandbox() {
        return flag("sandbox");
    }

    /** The taxpayer, where one was asked for; or null. */
    public String gstin() {
        return get("/gstin");
    }

    /** Each document: those of the ledger by their date, then those given. */
    public List<Gstr1Placed> documents() {
        return list("documents", Gstr1Placed::new);
    }

    /** The sections of the return, as the portal takes them; or null. */
    public Gstr1Sections sections() {
        return read("sections", Gstr1Sections::new);
    }

    /** What each table adds up to, by its name: {@code 4A}. */
    public Map<String, Gstr1Total> totals() {
        return map("totals", Gstr1Total::new);
    }

    /** What of that the sections have, where they haven't all. */
    public Map<String, Gstr1Total> inFile() {
        return map("in_file", Gstr1Total::new);
    }

    /** What is to be done or known about it. */
    public List<Finding> findings() {
        return list("findings", Finding::new);
    }

    /** How many more findings there are than are shown; or null. */
    public Long findingsLeftOut() {
        return read("findings_left_out", Long::valueOf);
    }

    /** The month that it is filed for; of a quarter, the last; or null. */
    public String fp() {
        return get("/fp");
    }

    /** The file's version, as GSTN's own offline tool fills it; or null. */
    public String version() {
        return get("/version");
    }

    /** The word that GSTN's own offline tool puts here; or null. */
    public String hash() {
        return get("/hash");
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

    /** The month that it was for; or null. */
    public String period() {
        return get("/period");
    }
}
