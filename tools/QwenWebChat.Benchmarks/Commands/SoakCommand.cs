using System.CommandLine;
using QwenWebChat.Benchmarks.Soaking;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>Command <c>soak</c>: checks for leaks while users arrive, leave and disconnect for a long time.</summary>
internal static class SoakCommand
{
    private const int Leaked = 1;

    public static Command Create()
    {
        EngineOptionSet engine = new();
        Option<double> minutes = new("--minutes") { Description = "Duration of the run.", DefaultValueFactory = _ => 30 };
        Option<int> users = new("--users") { Description = "Number of concurrent users.", DefaultValueFactory = _ => 8 };
        Option<int> slack = new("--slack") { Description = "MiB that memory may grow after a quarter of the time.", DefaultValueFactory = _ => 64 };
        Option<int> seed = new("--seed") { Description = "The seed of the users' actions; their timing depends on the machine.", DefaultValueFactory = _ => 1 };
        Command command = new("soak", "Runs random users for a long time and checks for leaks; exit code 1 reports a leak.") { minutes, users, slack, seed };
        engine.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            SoakSettings settings = new()
            {
                Path = parsed.GetValue(engine.Model)!,
                Options = engine.Of(parsed),
                Minutes = parsed.GetValue(minutes),
                Users = parsed.GetValue(users),
                SlackBytes = (long)parsed.GetValue(slack) << 20,
                Seed = parsed.GetValue(seed),
            };
            TextWriter output = parsed.InvocationConfiguration.Output;
            IReadOnlyList<string> leaks = await new Soak(settings, TimeProvider.System, output).RunAsync(cancellationToken).ConfigureAwait(false);
            foreach (string leak in leaks)
            {
                output.WriteLine($"LEAK {leak}");
            }

            output.WriteLine(leaks.Count == 0 ? "Nothing leaked." : $"{leaks.Count} leaks.");
            return leaks.Count == 0 ? 0 : Leaked;
        });
        return command;
    }
}
