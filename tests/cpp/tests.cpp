// The C++ wrapper: golden cases, then what it promises. tests cases.txt folder answers bill.json refused.json
#include "einv.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <thread>

namespace {

std::string read(const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("no " + path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void must(bool holds, const char *what) {
    if (holds) return;
    std::cerr << "not so: " << what << '\n';
    std::exit(1);
}

template <class Thrown> Thrown throws(const std::function<void()> &run, const char *what) {
    try {
        run();
    } catch (const Thrown &why) {
        return why;
    }
    must(false, what);
    std::abort();
}

using Method = einv::Answer (einv::Engine::*)(std::string_view, std::string_view) const;

const std::map<std::string, Method> methods = {
    // begin generated
    {"validate", &einv::Engine::validate},
    {"normalize", &einv::Engine::normalize},
    {"convert", &einv::Engine::convert},
    {"columns", &einv::Engine::columns},
    {"hash", &einv::Engine::hash},
    {"compute", &einv::Engine::compute},
    {"ewb_validate", &einv::Engine::ewb_validate},
    {"applicability", &einv::Engine::applicability},
    {"gstr1", &einv::Engine::gstr1},
    {"explain", &einv::Engine::explain},
    {"rules", &einv::Engine::rules},
    {"codes", &einv::Engine::codes},
    {"verify", &einv::Engine::verify},
    {"qr", &einv::Engine::qr},
    {"print", &einv::Engine::print},
    {"ewb_print", &einv::Engine::ewb_print},
    {"stamp", &einv::Engine::stamp},
    {"submit", &einv::Engine::submit},
    {"cancel", &einv::Engine::cancel},
    {"status", &einv::Engine::status},
    {"reconcile", &einv::Engine::reconcile},
    {"flush", &einv::Engine::flush},
    {"fetch", &einv::Engine::fetch},
    {"gstin", &einv::Engine::gstin},
    {"ewb", &einv::Engine::ewb},
    {"ewb_cancel", &einv::Engine::ewb_cancel},
    {"ewb_vehicle", &einv::Engine::ewb_vehicle},
    {"ewb_transporter", &einv::Engine::ewb_transporter},
    {"ewb_extend", &einv::Engine::ewb_extend},
    {"ewb_consolidate", &einv::Engine::ewb_consolidate},
    {"ewb_reject", &einv::Engine::ewb_reject},
    {"ewb_fetch", &einv::Engine::ewb_fetch},
    {"audit", &einv::Engine::audit},
    {"list", &einv::Engine::list},
    {"due", &einv::Engine::due},
    {"export", &einv::Engine::export_},
    {"import", &einv::Engine::import},
    // end generated
};

void golden(const std::string &cases, const std::string &folder, const std::string &answers) {
    einv::Engine engine(R"({"on":"2026-11-21"})");
    const einv::Engine bare = einv::Engine::bare();
    std::ifstream lines(cases);
    for (std::string line; std::getline(lines, line);) {
        std::string part[5];
        std::size_t at = 0;
        for (int i = 0; i < 5; ++i) {
            const std::size_t end = i < 4 ? line.find('|', at) : line.size();
            part[i] = line.substr(at, end - at);
            at = end + 1;
        }
        if (part[1] == "2") engine.close();
        const auto found = methods.find(part[2]);
        if (found == methods.end()) throw std::runtime_error("no verb " + part[2]);
        int32_t status = 0;
        std::string text;
        try {
            const einv::Answer answer = ((part[1] == "0" ? bare : engine).*found->second)(read(folder + '/' + part[3]), part[4]);
            status = answer.status, text = answer.text;
        } catch (const einv::Error &why) {
            status = why.status(), text = why.answer();
        }
        std::ofstream(answers + '/' + part[0] + '.' + std::to_string(status), std::ios::binary) << text;
    }
}

std::string numbered(std::string bill, const std::string &number) {
    const std::string old = "UDP/26-27/0417";
    return bill.replace(bill.find(old), old.size(), number);
}

}  // namespace

int main(int, char **arguments) {
    golden(arguments[1], arguments[2], arguments[3]);
    const std::string bill = read(arguments[4]), refused = read(arguments[5]);

    einv::Engine engine;
    const einv::Answer made = engine.submit(bill, einv::pick({"/status", "/irn", "/signed_qr"}));
    must(made.lines().size() == 3 && made.lines()[0] == "registered" && !made.pending(), "a bill is registered");
    must(engine.submit(bill, einv::pick({"/irn"})).text == made.lines()[1], "the same bill has the same IRN");
    must(einv::Engine::bare().hash(bill, einv::pick({"/irn"})).text == made.lines()[1], "the IRN is computed without an engine");
    must(engine.qr("{\"signed_qr\":" + einv::quoted(made.lines()[2]) + "}", R"({"format":"png"})").text.substr(1, 3) == "PNG", "the QR is drawn");
    must(engine.print(bill).text.substr(0, 5) == "%PDF-", "the bill is printed");

    must(einv::Engine::bare().validate(refused).invalid(), "a judging verb returns its report");
    const auto invalid = throws<einv::Invalid>([&] { (void)engine.submit(refused); }, "a refused bill throws Invalid");
    must(invalid.status() == EINV_INVALID && std::string(invalid.what()).rfind("INVALID: ", 0) == 0, "what() begins with its code");
    must(std::string(invalid.what()).find("; ") != std::string::npos, "what() says what to do");
    const auto option = throws<einv::Error>([&] { (void)engine.submit(bill, R"({"langauge":"hi"})"); }, "an unknown option throws");
    must(option.status() == EINV_E_OPTION && option.code() == "E_OPTION" && std::string(option.what()).find("langauge") != std::string::npos, "it is named");
    must(throws<einv::Error>([] { einv::Engine wrong(R"({"portall":{}})"); }, "a wrong configuration throws").code() == "E_CONFIG", "its code");

    einv::Engine moved = std::move(engine);
    must(moved.status("{\"irn\":" + einv::quoted(made.lines()[1]) + "}", einv::pick({"/status"})).text == "registered", "a moved engine is the same");
    std::string irns[16];
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i) {
        threads.emplace_back([&, i] { irns[i] = moved.submit(numbered(bill, "T/" + std::to_string(i)), einv::pick({"/irn"})).text; });
    }
    for (std::thread &one : threads) one.join();
    for (const std::string &irn : irns) must(irn.size() == 64, "every thread has its IRN");

    {
        const einv::Batch batch = moved.batch("[" + numbered(bill, "B/1") + "," + numbered(bill, "B/2") + "]");
        while (batch.progress(einv::pick({"/finished"})).text != "true") std::this_thread::sleep_for(std::chrono::milliseconds(20));
        const std::string page = batch.results(einv::pick({"/results/0/status", "/results/1/status"})).text;
        must(page == "registered\nregistered", "a batch has a result for each document");
    }
    moved.close();
    moved.close();
    must(throws<einv::Error>([&] { (void)moved.validate(bill); }, "a closed engine throws").status() == EINV_E_HANDLE, "E_HANDLE");

    // Large answers, and texts beyond ASCII.
    std::string many = "[";
    for (int i = 0; i < 100; ++i) many += (i ? "," : "") + numbered(bill, "L/" + std::to_string(i));
    must(einv::Engine::bare().export_(many + "]").text.size() > 64 * 1024, "an answer of any size is returned whole");
    must(einv::detail::text_of(R"("\u0938\ud83d\ude00 \"x\"\n")") == "\xE0\xA4\xB8\xF0\x9F\x98\x80 \"x\"\n", "escapes are read");
    must(einv::detail::member(R"({"a":{"b":"}"},"c":[1,"]"],"d":"x"})", "d") == "\"x\"", "members are found behind others");
    must(einv::detail::member("no object", "d").empty() && einv::detail::member("{\"a\"", "d").empty(), "what is no object has no member");
    must(einv::quoted("a\"\\\n") == R"("a\"\\\u000a")", "texts are quoted");
    must(einv::version().find("\"abi\":1") != std::string::npos, "the version");
    std::puts("ok   the wrapper's promises");
}
