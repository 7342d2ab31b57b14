using QwenWebChat.Benchmarks.Synthesis;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>
/// A checkpoint of random weights in AWQ's 4 bits with groups of 128, the smallest format whose head has more bits.
/// </summary>
internal sealed class SynthesizedModel : IDisposable
{
    private readonly string? _temporary;

    private SynthesizedModel(string path, string? temporary)
    {
        (Path, _temporary) = (path, temporary);
    }

    /// <summary>The path for <see cref="Checkpoint.Open"/>.</summary>
    public string Path { get; }

    /// <summary>Writes the checkpoint, unless the folder has it from an earlier run: equal names have equal bytes.</summary>
    /// <param name="folder">The folder of the checkpoint; null for a temporary folder that is deleted with this object.</param>
    /// <exception cref="IOException">The checkpoint cannot be written.</exception>
    public static SynthesizedModel Write(Qwen2Config config, string shape, string? folder, TextWriter progress, CancellationToken cancellationToken)
    {
        string parent = folder ?? Directory.CreateTempSubdirectory("qwenwebchat-gpu-").FullName;
        string name = $"random-{shape}-awq";
        SynthesizedModel model = new(System.IO.Path.Combine(parent, name), folder is null ? parent : null);
        try
        {
            // This file is written last.
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
