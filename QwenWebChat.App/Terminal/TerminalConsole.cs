using System.Text;

namespace QwenWebChat.App.Terminal;

/// <summary>The three streams of a command: those of the process, or of a caller in the same process.</summary>
/// <param name="Input">Read instead of the keyboard; null where a person types.</param>
internal sealed record TerminalConsole(TextReader? Input, TextWriter Output, TextWriter Error) : IDisposable
{
    /// <summary>Opens the streams of this process. The output is UTF-8 without a byte order mark, independent of the system's code page.</summary>
    public static TerminalConsole Open() =>
        new(Console.IsInputRedirected ? Console.In : null, new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true }, Console.Error);

    /// <summary>Asks for a password without showing it, or reads a line of the input.</summary>
    public string ReadPassword()
    {
        if (Input is not null)
        {
            return Input.ReadLine() ?? "";
        }

        Error.Write("Password: ");
        StringBuilder text = new();
        for (ConsoleKeyInfo key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key != ConsoleKey.Backspace)
            {
                text.Append(key.KeyChar);
            }
            else if (text.Length > 0)
            {
                text.Length--;
            }
        }

        Error.WriteLine();
        return text.ToString();
    }

    public void Dispose() => Output.Dispose();
}
