using System.CommandLine;
using QwenWebChat.Benchmarks.Gpu;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>The options of <c>gpu</c>.</summary>
internal sealed class GpuOptionSet
{
    private const int MaxContext = 1 << 20;
    private const int MaxSequences = 64;

    private readonly Option<string?> _model = new("--model") { Description = "A model folder or a .gguf file. Default: a model of random weights in int4.", HelpName = "PATH" };
    private readonly Option<string> _shape = new("--shape") { Description = "The shape of the random weights: 7b, 1.5b or 0.5b.", DefaultValueFactory = _ => "7b" };
    private readonly Option<string> _contexts = new("--contexts") { Description = "Prompt lengths in tokens.", DefaultValueFactory = _ => "1024,8192,32768,65536,131072" };
    private readonly Option<string> _sequences = new("--sequences") { Description = "Numbers of sequences that decode at once.", DefaultValueFactory = _ => "1,8,32" };
    private readonly Option<int> _newTokens = new("--new") { Description = "Tokens that each sequence decodes in a run.", DefaultValueFactory = _ => 64 };
    private readonly Option<string> _kvCache = new("--kv") { Description = "bfloat16, int8 or auto.", DefaultValueFactory = _ => "auto" };
    private readonly Option<string?> _output = new("--out") { Description = $"The folder for {GpuReport.FileName} and the random weights. Default: neither is stored.", HelpName = "DIR" };
    private readonly Option<int?> _seed = new("--seed") { Description = "The seed of the operators' inputs. Default: random." };
    private readonly Option<bool> _playOnCpu = new("--play-on-cpu") { Description = "Run the GPU code path on the CPU, to test the command." };
    private readonly Option<bool> _quick = new("--quick") { Description = "Fewer repeats and the first two contexts." };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _model, _shape, _contexts, _sequences, _newTokens, _kvCache, _output, _seed, _playOnCpu, _quick })
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="ArgumentException">A list is invalid.</exception>
    public GpuSettings Of(ParseResult parsed) => new()
    {
        Model = parsed.GetValue(_model),
        Shape = parsed.GetValue(_shape)!,
        Contexts = IntegerList.Parse(_contexts.Name, parsed.GetValue(_contexts)!, 1, MaxContext),
        Sequences = IntegerList.Parse(_sequences.Name, parsed.GetValue(_sequences)!, 1, MaxSequences),
        NewTokens = parsed.GetValue(_newTokens),
        KvCache = parsed.GetValue(_kvCache)!,
        OutputFolder = parsed.GetValue(_output),
        Seed = parsed.GetValue(_seed) ?? Random.Shared.Next(),
        RunsOnCpu = parsed.GetValue(_playOnCpu),
        IsQuick = parsed.GetValue(_quick),
    };
}
