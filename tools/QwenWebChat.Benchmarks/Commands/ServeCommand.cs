using System.CommandLine;
using QwenWebChat.Benchmarks.Measuring;
using QwenWebChat.Benchmarks.Serving;
using QwenWebChat.Inference.Execution;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>Command <c>serve</c>: measures a model, in this process or on a server, under the load of many users.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        EngineOptionSet engine = new();
        Option<string?> url = new("--url") { Description = "A server with OpenAI's /completions to measure instead; --model is then the model's name there.", HelpName = "http://HOST/v1" };
        Option<int> users = new("--users") { Description = "Number of concurrent users.", DefaultValueFactory = _ => 4 };
        Option<int> prompt = new("--prompt") { Description = "Random tokens of each prompt.", DefaultValueFactory = _ => 200 };
        Option<int> newTokens = new("--new") { Description = "Tokens of each answer.", DefaultValueFactory = _ => 100 };
        Option<double> think = new("--think") { Description = "Mean pause of a user between requests, in seconds." };
        Option<int> requests = new("--requests") { Description = "Conversations of each user.", DefaultValueFactory = _ => 3 };
        Option<int> shared = new("--shared") { Description = "Number of first tokens of a conversation that all users share." };
        Option<int> turns = new("--turns") { Description = "Prompts of a conversation, each with the whole conversation so far.", DefaultValueFactory = _ => 1 };
        Option<int> seed = new("--seed") { Description = "Equal seeds give equal prompts.", DefaultValueFactory = _ => 1 };
        Option<bool> json = new("--json") { Description = "One JSON object." };
        Command command = new("serve", "Measures latencies and tokens per second with many concurrent users.") { url, users, prompt, newTokens, think, requests, shared, turns, seed, json };
        engine.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            ServeSettings settings = new()
            {
                Users = parsed.GetValue(users),
                PromptTokens = parsed.GetValue(prompt),
                NewTokens = parsed.GetValue(newTokens),
                ThinkSeconds = parsed.GetValue(think),
                Requests = parsed.GetValue(requests),
                SharedTokens = parsed.GetValue(shared),
                Turns = parsed.GetValue(turns),
                Seed = parsed.GetValue(seed),
            };
            settings.Validate();
            ServeFigures figures = parsed.GetValue(url) is { } address
                ? await AskAsync(address, parsed.GetValue(engine.Model)!, settings, cancellationToken).ConfigureAwait(false)
                : await RunAsync(parsed.GetValue(engine.Model)!, engine.Of(parsed), settings, cancellationToken).ConfigureAwait(false);
            Optimization.WarnIfOff(parsed.InvocationConfiguration.Error);
            Figures.Write(parsed.InvocationConfiguration.Output, figures, ServeReport.Lines(figures), parsed.GetValue(json));
        });
        return command;
    }

    private static async Task<ServeFigures> RunAsync(string model, InferenceOptions options, ServeSettings settings, CancellationToken cancellationToken)
    {
        using ServedEngine served = await ServedEngine.StartAsync(model, options, cancellationToken).ConfigureAwait(false);
        settings.RequireFits(served.Model.ContextTokens);
        ServeLoad load = new(settings, served.Model.Config.VocabularySize, user => new EngineConversation(served, user, TimeProvider.System), TimeProvider.System);
        (IReadOnlyList<RequestTimes> requests, TimeSpan elapsed) = await load.RunAsync(cancellationToken).ConfigureAwait(false);
        string server = $"{served.Model.FormatName} on {served.Model.DeviceName}, keys and values {served.Model.KvFormatName}";
        return ServeFigures.Of(served.Model.Name, server, settings, requests, elapsed) with
        {
            Engine = EngineFigures.Between(served.Start, served.Engine.Snapshot, served.PeakUsedTokens),
        };
    }

    private static async Task<ServeFigures> AskAsync(string address, string model, ServeSettings settings, CancellationToken cancellationToken)
    {
        bool isWeb = Uri.TryCreate(address, UriKind.Absolute, out Uri? root) && root.Scheme is ("http" or "https");
        Require.That(isWeb, "--url", address, "a web address such as http://localhost:8000/v1");
        using HttpClient client = new() { Timeout = Timeout.InfiniteTimeSpan };
        ServeLoad load = new(settings, HttpConversation.VocabularySize, _ => new HttpConversation(client, root!, model, TimeProvider.System), TimeProvider.System);
        (IReadOnlyList<RequestTimes> requests, TimeSpan elapsed) = await load.RunAsync(cancellationToken).ConfigureAwait(false);
        return ServeFigures.Of(model, address, settings, requests, elapsed);
    }
}
