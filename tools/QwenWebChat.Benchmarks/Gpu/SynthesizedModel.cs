using QwenWebChat.Benchmarks.Synthesis;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>
/// A checkpoint of random weights in AWQ's 4 bits with groups of 128, the smallest format whose head has more bits.
/// </summary>
internal static class SynthesizedModel
{
    /// <summary>Measures a checkpoint that is written first, unless the folder has it from an earlier run: equal names have equal bytes.</summary>
    /// <param name="folder">The folder of the checkpoint; null for a temporary folder that is deleted afterwards.</param>
    /// <param name="measure">Receives the path for <see cref="Checkpoint.Open"/>.</param>
    /// <exception cref="IOException">The checkpoint cannot be written.</exception>
    public static T Use<T>(Qwen2Config config, string shape, string? folder, TextWriter progress, Func<string, T> measure, CancellationToken cancellationToken)
    {
        string parent = folder ?? Directory.CreateTempSubdirectory("qwenwebchat-gpu-").FullName;
        string name = $"random-{shape}-awq";
        string path = Path.Combine(parent, name);
        try
        {
            // This file is written last.
            if (!File.Exists(Path.Combine(path, GenerationDefaults.FileName)))
            {
                progress.WriteLine($"Writing {path}");
                CheckpointSynthesis.Write(config, WeightFormat.Awq, SyntheticTokenizer.Bytes(config.VocabularySize), path, name, progress, cancellationToken);
            }

            return measure(path);
        }
        finally
        {
            if (folder is null)
            {
                Directory.Delete(parent, recursive: true);
            }
        }
    }
}
