using System.CommandLine;
using System.Globalization;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Terminal;

/// <summary>Command <c>generate</c>: generates an answer on the terminal.</summary>
internal static class GenerateCommand
{
    public static Command Create(TerminalConsole console)
    {
        Option<string> model = TerminalOptions.Model();
        Option<string> prompt = new("--prompt") { Description = "The prompt as text.", HelpName = "TEXT" };
        Option<string> promptIds = new("--prompt-ids") { Description = "The prompt as token ids.", HelpName = "1,2,3" };
        Option<bool> chat = new("--chat") { Description = "Wrap the prompt in the chat template." };
        (SamplingParameter Parameter, Option<string> Option)[] sampling = [.. SamplingParameters.All.Select(parameter => (parameter, TerminalOptions.Sampling(parameter)))];
        Option<bool> ignoreEos = new("--ignore-eos") { Description = "Continue after the model's end tokens." };
        Option<string> dtype = new("--dtype") { Description = "The format of the weights.", DefaultValueFactory = _ => "auto" };
        dtype.AcceptOnlyFromAmong("auto", "float32", "bfloat16");
        Option<string> quantize = new("--quantize") { Description = "Quantize float weights during loading.", DefaultValueFactory = _ => "none" };
        quantize.AcceptOnlyFromAmong("none", "int8", "int4");
        Option<bool> exact = new("--exact") { Description = "Compute products with quantized weights in float32: slow, as a reference for the kernels." };
        Option<bool> json = TerminalOptions.Json();
        Command command = new("generate", "Answers a prompt in the terminal.")
        {
            model, prompt, promptIds, chat, ignoreEos, dtype, quantize, exact, json,
        };
        GrammarOptions grammar = new("--json-schema");
        grammar.AddTo(command);
        Array.ForEach(sampling, entry => command.Options.Add(entry.Option));
        command.Validators.Add(result =>
        {
            bool hasIds = result.GetResult(promptIds) is not null;
            if (hasIds == (result.GetResult(prompt) is not null))
            {
                result.AddError("generate takes either --prompt TEXT or --prompt-ids 1,2,3.");
            }
            else if (hasIds && result.GetValue(chat))
            {
                result.AddError("--chat wraps a text; it does not go with --prompt-ids.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) => await new TerminalGeneration
        {
            Grammar = (await grammar.ReadAsync(parsed, cancellationToken).ConfigureAwait(false))?.Compile(),
            ModelPath = Path.GetFullPath(parsed.GetValue(model)!),
            Prompt = parsed.GetValue(prompt),
            PromptIds = parsed.GetValue(promptIds) is { } ids ? ParseIds(ids) : null,
            IsChat = parsed.GetValue(chat),
            Inference = new()
            {
                DType = parsed.GetValue(dtype)!,
                Quantize = parsed.GetValue(quantize)!,
                Kernels = parsed.GetValue(exact) ? "reference" : "auto",
            },
            IsJson = parsed.GetValue(json),
            Sampling = sampling.Aggregate(
                new SamplingOverrides { IgnoreEndTokens = parsed.GetValue(ignoreEos) },
                (overrides, entry) => parsed.GetValue(entry.Option) is { } text ? entry.Parameter.Parse(text, overrides)! : overrides),
        }.RunAsync(console, cancellationToken).ConfigureAwait(false));
        return command;
    }

    private static int[] ParseIds(string text) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries).Select(part =>
            int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                ? id
                : throw new FormatException($"--prompt-ids has '{part}'; it must be comma-separated token ids, such as 1,2,3.")),
    ];
}
