namespace QwenWebChat.App.Hosting;

/// <summary>
/// Parses <c>--Key value</c>, <c>--Key=value</c>, <c>/Key value</c> and <c>Key=value</c> in the same way as the
/// configuration.
/// </summary>
internal static class CommandLineKeys
{
    /// <exception cref="StartupException">The configuration would ignore an argument.</exception>
    public static IEnumerable<(string Key, string Value)> Of(string[] args)
    {
        for (int index = 0; index < args.Length; index++)
        {
            string argument = args[index];
            string name = argument.StartsWith("--", StringComparison.Ordinal) ? argument[2..] : argument.TrimStart('/');
            int equals = name.IndexOf('=', StringComparison.Ordinal);
            if (name.StartsWith('-') || (equals < 0 && name == argument))
            {
                throw new StartupException($"'{argument}' is not a setting; settings are given as --Model:Path PATH.");
            }

            if (equals < 0 && (index + 1 == args.Length || args[index + 1].StartsWith("--", StringComparison.Ordinal)))
            {
                throw new StartupException($"{argument} has no value; settings are given as {argument} VALUE, or {argument}= for an empty one.");
            }

            yield return equals < 0 ? (name, args[++index]) : (name[..equals], name[(equals + 1)..]);
        }
    }
}
