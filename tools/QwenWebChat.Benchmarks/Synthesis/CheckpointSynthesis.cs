using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>
/// Writes checkpoints of random weights, for measurements without real ones. The same call writes the same bytes.
/// </summary>
internal static class CheckpointSynthesis
{
    /// <summary>Runs the command <c>synthesize</c>.</summary>
    public static Task<int> RunAsync(SynthesizeSettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        Qwen2Config config = QwenShapes.Named(settings.Shape, settings.LayerCount);
        TokenizerContents tokenizer = settings.Tokenizer is { } folder
            ? SyntheticTokenizer.Load(folder, config.VocabularySize)
            : SyntheticTokenizer.Bytes(config.VocabularySize);
        string path = Write(config, settings.WeightFormat, tokenizer, settings.Folder, $"random-{settings.Shape}-{settings.Format}", output.Error, cancellationToken);
        long bytes = File.Exists(path) ? new FileInfo(path).Length : new DirectoryInfo(path).EnumerateFiles().Sum(file => file.Length);
        output.Text.WriteLine($"{bytes:N0} bytes in {path}");
        return Task.FromResult(0);
    }

    /// <summary>
    /// Writes a checkpoint tensor by tensor. An existing one is replaced only after all weights were written.
    /// </summary>
    /// <param name="folder">The destination folder, created if it does not exist.</param>
    /// <param name="name">The model's name, which is also the name of a GGUF file.</param>
    /// <returns>The path for <see cref="Checkpoint.Open"/>: the folder or the GGUF file.</returns>
    /// <exception cref="ArgumentException">The format cannot store a matrix of the shape.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The write was cancelled; the weights written so far are deleted.</exception>
    public static string Write(
        Qwen2Config config, WeightFormat format, TokenizerContents tokenizer, string folder, string name, TextWriter progress, CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(folder);
        if (format == WeightFormat.GgufQ40)
        {
            string path = Path.Combine(folder, $"{name}.gguf");
            GgufSynthesis.Create(config, tokenizer, name).Write(path, progress, cancellationToken);
            return path;
        }

        (string Name, DType DType, long[] Shape, TensorContent Content)[] tensors = [.. SafetensorsSynthesis.Tensors(config, format)];
        WriteProgress written = new(tensors.Sum(tensor => tensor.Content.ByteCount), progress);
        SafetensorsWriter writer = new();
        Array.ForEach(tensors, tensor => writer.Add(tensor.Name, tensor.DType, tensor.Shape, stream => tensor.Content.Write(stream, written, cancellationToken)));
        writer.Write(Path.Combine(folder, "model.safetensors"));
        tokenizer.Write(folder);
        ConfigurationFiles.Write(folder, config, format, tokenizer);
        return folder;
    }
}
