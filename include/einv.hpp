// einv for C++17: engines that close themselves, std::string, exceptions. Header only; links to the same library as einv.h.
//
//   einv::Engine engine;                                                  // the built-in sandbox
//   einv::Answer made = engine.submit(bill, einv::pick({"/status", "/irn"}));
//   std::cout << made.lines()[1] << '\n';
//
// A verb returns what the library has taken on: made.pending() says that it is stored and will be finished later. It throws
// einv::Invalid where a document is refused, einv::Error where the call failed. Verbs that judge (validate, verify, ...) return
// their report either way. Documents and answers are UTF-8 JSON; with pick() the answer is plain text, one value a line.
//
// Any thread may call an engine; share one among all.
#ifndef EINV_HPP
#define EINV_HPP

#include "einv.h"

#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace einv {

namespace detail {

// The end of the JSON string that begins at `at`, after its closing quote.
inline std::size_t string_end(std::string_view json, std::size_t at) {
    for (++at; at < json.size() && json[at] != '"'; ++at) {
        if (json[at] == '\\') ++at;
    }
    return at < json.size() ? at + 1 : json.size();
}

// The end of the JSON value that begins at `at`.
inline std::size_t value_end(std::string_view json, std::size_t at) {
    int depth = 0;
    while (at < json.size()) {
        const char c = json[at];
        if (c == '"') {
            at = string_end(json, at);
            if (depth == 0) return at;
            continue;
        }
        if (depth == 0 && (c == ',' || c == '}' || c == ']')) return at;
        if (c == '{' || c == '[') ++depth;
        if ((c == '}' || c == ']') && --depth == 0) return at + 1;
        ++at;
    }
    return at;
}

// The text of a member of an object, as it is written; empty where there is none.
inline std::string_view member(std::string_view json, std::string_view name) {
    std::size_t at = json.find('{');
    if (at == std::string_view::npos) return {};
    for (++at; at < json.size();) {
        while (at < json.size() && (json[at] == ' ' || json[at] == ',' || json[at] == '\n')) ++at;
        if (at >= json.size() || json[at] != '"') return {};
        const std::size_t key_end = string_end(json, at);
        const std::string_view key = json.substr(at + 1, key_end - at - 2);
        at = json.find_first_not_of(": \n", key_end);
        if (at == std::string_view::npos) return {};
        const std::size_t end = value_end(json, at);
        if (key == name) return json.substr(at, end - at);
        at = end;
    }
    return {};
}

inline void append_utf8(std::string &text, unsigned long code) {
    const auto byte = [&text](unsigned long value) { text += static_cast<char>(static_cast<unsigned char>(value)); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xC0 | (code >> 6)), byte(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        byte(0xE0 | (code >> 12)), byte(0x80 | ((code >> 6) & 0x3F)), byte(0x80 | (code & 0x3F));
    } else {
        byte(0xF0 | (code >> 18)), byte(0x80 | ((code >> 12) & 0x3F)), byte(0x80 | ((code >> 6) & 0x3F)), byte(0x80 | (code & 0x3F));
    }
}

// Four hexadecimal digits that the library wrote.
inline unsigned long hex(std::string_view digits) {
    unsigned long code = 0;
    for (const char c : digits) code = code * 16 + static_cast<unsigned long>(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
    return code;
}

// A JSON string as text; what is no string, such as null, is empty.
inline std::string text_of(std::string_view json) {
    std::string text;
    if (json.size() < 2 || json.front() != '"') return text;
    json = json.substr(1, json.size() - 2);
    for (std::size_t at = 0; at < json.size(); ++at) {
        if (json[at] != '\\' || at + 1 >= json.size()) {
            text += json[at];
            continue;
        }
        switch (json[++at]) {
            case 'n': text += '\n'; break;
            case 't': text += '\t'; break;
            case 'r': text += '\r'; break;
            case 'b': text += '\b'; break;
            case 'f': text += '\f'; break;
            case 'u': {
                unsigned long code = hex(json.substr(at + 1, 4));
                at += 4;
                if (code >= 0xD800 && code < 0xDC00 && json.substr(at + 1, 2) == "\\u") {
                    code = 0x10000 + ((code - 0xD800) << 10) + (hex(json.substr(at + 3, 4)) - 0xDC00);
                    at += 6;
                }
                append_utf8(text, code);
                break;
            }
            default: text += json[at];
        }
    }
    return text;
}

inline int32_t length_of(std::string_view text) {
    // More than any call takes: the library refuses it by itself.
    return text.size() > 0x7FFFFFFF ? 0x7FFFFFFF : static_cast<int32_t>(text.size());
}

}  // namespace detail

// Text as a JSON string with its quotes.
inline std::string quoted(std::string_view text) {
    static const char digits[] = "0123456789abcdef";
    std::string json = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            json += '\\', json += c;
        } else if (byte < 32) {
            json += "\\u00", json += digits[byte >> 4], json += digits[byte & 15];
        } else {
            json += c;
        }
    }
    return json + '"';
}

// The option that makes an answer plain text: the values of these JSON pointers, one a line.
inline std::string pick(std::initializer_list<std::string_view> pointers) {
    std::string list;
    for (const std::string_view one : pointers) list += (list.empty() ? "" : ",") + quoted(one);
    return "{\"pick\":[" + list + "]}";
}

// The answer of a call.
struct Answer {
    int32_t status = EINV_OK;
    // JSON; the picked values; or a file's bytes.
    std::string text;

    bool pending() const noexcept { return status == EINV_PENDING; }
    bool invalid() const noexcept { return status == EINV_INVALID; }
    // The picked values, one a line.
    std::vector<std::string> lines() const {
        std::vector<std::string> found(1);
        for (const char c : text) {
            if (c == '\n') {
                found.emplace_back();
            } else {
                found.back() += c;
            }
        }
        return found;
    }
};

// A refusal or a failure: what() says what is wrong, where, and what to do.
class Error : public std::runtime_error {
public:
    explicit Error(Answer answer) : std::runtime_error(words(answer)), answer_(std::move(answer)) {}

    // EINV_INVALID where a document was refused, above 2 where the call failed.
    int32_t status() const noexcept { return answer_.status; }
    // The library's whole answer.
    const std::string &answer() const noexcept { return answer_.text; }
    // Of the failed call: its name, such as E_JSON; a JSON pointer to the fault; what to do. Empty where there is none.
    std::string code() const { return part("code"); }
    std::string at() const { return part("at"); }
    std::string fix() const { return part("fix"); }

private:
    std::string part(std::string_view name) const { return of_error(answer_.text, name); }

    static std::string of_error(std::string_view answer, std::string_view name) {
        return detail::text_of(detail::member(detail::member(answer, "error"), name));
    }

    static std::string words(const Answer &answer) {
        std::string code = of_error(answer.text, "code"), message = of_error(answer.text, "message");
        std::string at = of_error(answer.text, "at"), fix = of_error(answer.text, "fix");
        if (answer.status == EINV_INVALID) {
            // A refusal is a report, or holds one: its first finding speaks for it.
            const std::string_view report = detail::member(answer.text, "report");
            std::string_view findings = detail::member(report.empty() ? std::string_view(answer.text) : report, "findings");
            code = "INVALID";
            message = detail::text_of(detail::member(findings, "message"));
            at = detail::text_of(detail::member(findings, "path"));
            fix = detail::text_of(detail::member(findings, "fix"));
            if (message.empty()) message = detail::text_of(detail::member(answer.text, "message"));
        }
        if (message.empty()) message = "the call returned " + std::to_string(answer.status);
        return (code.empty() ? "E_UNKNOWN" : code) + ": " + message + (at.empty() ? "" : " (at " + at + ")") + (fix.empty() ? "" : "; " + fix);
    }

    Answer answer_;
};

// The document is invalid, or the portal refused it: answer() has the report.
class Invalid : public Error {
public:
    using Error::Error;
};

namespace detail {

using Verb = int32_t (*)(int32_t, const char *, int32_t, const char *, int32_t, char *, int32_t, int32_t *);

inline Answer call(Verb verb, int32_t handle, std::string_view document, std::string_view options, bool judges) {
    Answer answer;
    int32_t length = 64 * 1024;
    do {
        // After too small a buffer the call may be repeated: nothing is done twice.
        answer.text.resize(static_cast<std::size_t>(length));
        const int32_t room = length;
        answer.status = verb(handle, document.data(), length_of(document), options.data(), length_of(options), answer.text.data(), room, &length);
        if (answer.status == EINV_E_BUFFER && length > room) continue;
        break;
    } while (true);
    answer.text.resize(static_cast<std::size_t>(length));
    if (answer.status == EINV_INVALID && !judges) throw Invalid(std::move(answer));
    if (answer.status > EINV_PENDING) throw Error(std::move(answer));
    return answer;
}

}  // namespace detail

// What an engine and a batch have in common: a handle that is closed once.
class Handle {
public:
    Handle(Handle &&other) noexcept : handle_(std::exchange(other.handle_, moved)), open_(std::exchange(other.open_, false)) {}
    Handle &operator=(Handle &&other) noexcept {
        if (this != &other) {
            close();
            handle_ = std::exchange(other.handle_, moved);
            open_ = std::exchange(other.open_, false);
        }
        return *this;
    }
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;
    ~Handle() { close(); }

    // Makes the calls in flight throw with EINV_E_STOPPED; a batch begins no further document.
    void stop() const { einv_stop(handle_); }
    // Waits for what is being sent. Later calls throw with EINV_E_HANDLE.
    void close() noexcept {
        if (std::exchange(open_, false)) einv_close(handle_);
    }

protected:
    Handle(int32_t handle, bool open) noexcept : handle_(handle), open_(open) {}
    // Kept when it is closed: with 0 the verbs would go on that need no engine.
    int32_t handle_;
    bool open_;

private:
    static constexpr int32_t moved = -1;
};

// Many documents at once.
class Batch : public Handle {
public:
    Answer progress(std::string_view options = {}) const { return detail::call(einv_progress, handle_, {}, options, false); }
    Answer results(std::string_view options = {}) const { return detail::call(einv_results, handle_, {}, options, false); }

private:
    friend class Engine;
    explicit Batch(int32_t handle) noexcept : Handle(handle, true) {}
};

// A portal and a ledger.
class Engine : public Handle {
public:
    // {} is the built-in sandbox with a ledger in memory. No portal is called.
    explicit Engine(std::string_view config = "{}") : Handle(0, false) {
        if (einv_abi() != EINV_ABI) throw std::runtime_error("the einv library has another interface than this program");
        Answer answer;
        answer.text.resize(64 * 1024);
        int32_t length = 0;
        answer.status = einv_open(config.data(), detail::length_of(config), &handle_, answer.text.data(), detail::length_of(answer.text), &length);
        answer.text.resize(static_cast<std::size_t>(length));
        if (handle_ == 0) throw Error(std::move(answer));
        open_ = true;
    }

    // For the verbs that need no engine: einv::Engine::bare().validate(bill).
    static Engine bare() noexcept { return Engine(0); }

    // Registers many documents: a list, text with one invoice a line, or {"path"}. Close it before its engine.
    Batch batch(std::string_view invoices, std::string_view options = {}) const {
        const Answer begun = detail::call(einv_batch, handle_, invoices, options, false);
        return Batch(static_cast<int32_t>(std::stol(std::string(detail::member(begun.text, "job")))));
    }

    // begin generated
    // Checks an INV-01 invoice.
    Answer validate(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_validate, handle_, document, options, true);
    }
    // Turns a bill of another shape or spelling into an INV-01 invoice, and says what was changed.
    Answer normalize(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_normalize, handle_, document, options, true);
    }
    // Reads the bills of a table or of a list of documents, completes and judges them, and sorts them.
    Answer convert(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_convert, handle_, document, options, true);
    }
    // Says how a table would be read.
    Answer columns(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_columns, handle_, document, options, true);
    }
    // Computes the IRN offline.
    Answer hash(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_hash, handle_, document, options, false);
    }
    // Completes an invoice from its parties and lines.
    Answer compute(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_compute, handle_, document, options, false);
    }
    // Checks an e-way bill document.
    Answer ewb_validate(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_ewb_validate, handle_, document, options, true);
    }
    // Reports whether the law requires an e-invoice, by when, and why.
    Answer applicability(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_applicability, handle_, document, options, true);
    }
    // Makes GSTR-1.
    Answer gstr1(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_gstr1, handle_, document, options, true);
    }
    // Explains an error of a portal or GSP.
    Answer explain(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_explain, handle_, document, options, false);
    }
    // Lists the rules that `einv_validate` checks.
    Answer rules(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_rules, handle_, document, options, false);
    }
    // Lists the codes of a master list.
    Answer codes(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_codes, handle_, document, options, false);
    }
    // Verifies a signed QR or a signed invoice, and returns its content.
    Answer verify(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_verify, handle_, document, options, true);
    }
    // Draws a signed QR, or a payment request for a customer without GSTIN.
    Answer qr(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_qr, handle_, document, options, false);
    }
    // Prints an invoice as A4 pages.
    Answer print(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_print, handle_, document, options, false);
    }
    // Prints an e-way bill's slip, or a consolidated one, as A4 pages with a QR code and a bar code of the number.
    Answer ewb_print(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_ewb_print, handle_, document, options, false);
    }
    // Stamps IRN, acknowledgement and QR on your own PDF.
    Answer stamp(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_stamp, handle_, document, options, false);
    }
    // Registers an invoice with the portal exactly once, even across crashes and repeated calls.
    Answer submit(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_submit, handle_, document, options, false);
    }
    // Cancels a registered document, or withdraws one that was not sent yet.
    Answer cancel(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_cancel, handle_, document, options, false);
    }
    // Returns what the ledger knows about a document.
    Answer status(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_status, handle_, document, options, false);
    }
    // Compares the ledger with the portal's list of e-invoices or GSTR-1, and the books with both; or purchases with GSTR-2B.
    Answer reconcile(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_reconcile, handle_, document, options, true);
    }
    // Checks unanswered documents with the portal, sends waiting ones, and finishes cancellations.
    Answer flush(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_flush, handle_, document, options, false);
    }
    // Returns what the portal says about a document now.
    Answer fetch(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_fetch, handle_, document, options, false);
    }
    // Looks up a taxpayer, in the ledger or at the portal.
    Answer gstin(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_gstin, handle_, document, options, false);
    }
    // Makes an e-way bill, exactly once.
    Answer ewb(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_ewb, handle_, document, options, false);
    }
    // Cancels an e-way bill, or withdraws one that was not sent yet.
    Answer ewb_cancel(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_ewb_cancel, handle_, document, options, false);
    }
    // Gives an e-way bill its Part B, or another vehicle, or several vehicles.
    Answer ewb_vehicle(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_ewb_vehicle, handle_, document, options, false);
    }
    // Hands the goods of an e-way bill to a transporter.
    Answer ewb_transporter(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_ewb_transporter, handle_, document, options, false);
    }
    // Extends the validity of an e-way bill.
    Answer ewb_extend(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_ewb_extend, handle_, document, options, false);
    }
    // Makes a consolidated e-way bill of several that travel in one vehicle.
    Answer ewb_consolidate(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_ewb_consolidate, handle_, document, options, false);
    }
    // Rejects an e-way bill that the other party made, within 72 hours.
    Answer ewb_reject(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_ewb_reject, handle_, document, options, false);
    }
    // Returns what the e-way bill system says about an e-way bill now, or lists those of a day.
    Answer ewb_fetch(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_ewb_fetch, handle_, document, options, false);
    }
    // Lists what was sent to portals and what they answered, with secrets masked, and when they gave no answer.
    Answer audit(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_audit, handle_, document, options, false);
    }
    // Lists documents of the ledger by day, state, buyer and value.
    Answer list(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_list, handle_, document, options, false);
    }
    // Lists what is due, the most urgent first.
    Answer due(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_due, handle_, document, options, false);
    }
    // Writes the file for the portal's own bulk upload, for upload by hand.
    Answer export_(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_export, handle_, document, options, false);
    }
    // Enters documents in the ledger that were registered elsewhere.
    Answer import(std::string_view document, std::string_view options = {}) const {
        return detail::call(einv_import, handle_, document, options, true);
    }
    // end generated

private:
    explicit Engine(int) noexcept : Handle(0, false) {}
};

// Version, interface, rule pack and build of the library, as JSON.
inline std::string version() {
    std::string text(64 * 1024, '\0');
    int32_t length = 0;
    einv_version(text.data(), detail::length_of(text), &length);
    text.resize(static_cast<std::size_t>(length));
    return text;
}

}  // namespace einv

#endif
