// The golden cases from C#: Golden.exe cases.txt folder answers
using System;
using System.IO;

static class Golden
{
    // ewb_validate is EwbValidate here.
    static string Pascal(string verb)
    {
        return string.Concat(Array.ConvertAll(verb.Split('_'), word => char.ToUpper(word[0]) + word.Substring(1)));
    }

    static void Main(string[] arguments)
    {
        var bare = new Einv();
        var engine = new Einv("{\"on\":\"2026-11-21\"}");
        foreach (string line in File.ReadAllLines(arguments[0]))
        {
            string[] part = line.Split(new[] { '|' }, 5);
            if (part[1] == "2") engine.Dispose();
            byte[] document = File.ReadAllBytes(Path.Combine(arguments[1], part[3]));
            var verb = typeof(Einv).GetMethod(Pascal(part[2]), new[] { typeof(byte[]), typeof(string) });
            var answer = (EinvAnswer)verb.Invoke(part[1] == "0" ? bare : engine, new object[] { document, part[4] });
            File.WriteAllBytes(Path.Combine(arguments[2], part[0] + "." + answer.Status), answer.Bytes);
        }
    }
}
