using QwenWebChat.Benchmarks.Synthesis;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>A checkpoint of random weights in AWQ's 4 bits, groups of 128, the smallest form with a head in more bits.</summary>
internal sealed class SynthesizedModel : IDisposable
{
    private readonly string? _temporary;

    private SynthesizedModel(string path, string? temporary)
    {
        (Path, _temporary) = (path, temporary);
    }

    /// <summary>What <see cref="Checkpoint.Open"/> takes.</summary>
    public string Path { get; }

    /// <summary>Writes it, unless the folder has it from an earlier run: the same name has the same bytes.</summary>
    /// <param name="folder">Where it stays; null for a temporary folder that goes with this object.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static SynthesizedModel Write(Qwen2Config config, string shape, string? folder, TextWriter progress, CancellationToken cancellationToken)
    {
        string parent = folder ?? Directory.CreateTempSubdirectory("qwenwebchat-gpu-").FullName;
        string name = $"random-{shape}-awq";
        SynthesizedModel model = new(System.IO.Path.Combine(parent, name), folder is null ? parent : null);
        try
        {
            // Of all files this is written last.
            if (!File.Exists(System.IO.Path.Combine(model.Path, "generation_config.json")))
            {
                progress.WriteLine($"Writing {model.Path}");
                CheckpointSynthesis.Write(config, WeightFormat.Awq, SyntheticTokenizer.Bytes(config.VocabularySize), model.Path, name, progress, cancellationToken);
            }

            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_temporary is not null)
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }
}
