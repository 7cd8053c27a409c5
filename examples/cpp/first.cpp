// Registers a bill with the sandbox: first bill.json
#include <einv.hpp>

#include <fstream>
#include <iostream>
#include <iterator>

int main(int count, char **arguments) {
    if (count != 2) return std::cerr << "usage: first bill.json\n", 2;
    std::ifstream file(arguments[1], std::ios::binary);
    const std::string bill{std::istreambuf_iterator<char>(file), {}};
    try {
        einv::Engine engine;  // the built-in sandbox
        const einv::Answer made = engine.submit(bill, einv::pick({"/status", "/irn", "/ack_no"}));
        if (made.pending()) std::cout << "waiting; it will be sent\n";
        for (const std::string &line : made.lines()) std::cout << line << '\n';
        return 0;
    } catch (const einv::Invalid &why) {
        std::cout << why.what() << '\n';  // why.answer() has the whole report
        return 1;
    } catch (const std::exception &why) {
        std::cerr << why.what() << '\n';
        return 3;
    }
}
