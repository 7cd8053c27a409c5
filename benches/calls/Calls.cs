// One call's price by P/Invoke: Calls.exe document.json rounds. Prints ns a call of Einv.Hash, warmed up.
using System;
using System.Diagnostics;
using System.IO;

static class Calls
{
    static void Main(string[] arguments)
    {
        byte[] document = File.ReadAllBytes(arguments[0]);
        int rounds = int.Parse(arguments[1]);
        var einv = new Einv();
        Price(einv, document, rounds);
        Console.WriteLine("- " + Price(einv, document, rounds).ToString("F1"));
    }

    static double Price(Einv einv, byte[] document, int rounds)
    {
        var process = Process.GetCurrentProcess();
        TimeSpan begun = process.TotalProcessorTime;
        for (int i = 0; i < rounds; i++) einv.Hash(document);
        process.Refresh();
        return (process.TotalProcessorTime - begun).TotalMilliseconds * 1e6 / rounds;
    }
}
