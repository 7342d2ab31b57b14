using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Tokenization;
using QwenWebChat.Inference.Torch.Checkpoints;

namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>
/// Writes checkpoints of random weights, for measurements without real ones. The same call writes the same bytes.
/// </summary>
internal static class CheckpointSynthesis
{
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
            WriteGguf(config, tokenizer, path, name, progress, cancellationToken);
            return path;
        }

        SyntheticTensor[] tensors = [.. SafetensorsSynthesis.Tensors(config, format)];
        WriteProgress written = new(tensors.Sum(tensor => tensor.Content.ByteCount), progress);
        SafetensorsWriter writer = new();
        foreach (SyntheticTensor tensor in tensors)
        {
            writer.Add(tensor.Name, tensor.DType, tensor.Shape, stream => tensor.Content.Write(stream, written, cancellationToken));
        }

        writer.Write(Path.Combine(folder, "model.safetensors"));
        tokenizer.Write(folder);
        ConfigurationFiles.Write(folder, config, format, tokenizer);
        return folder;
    }

    private static void WriteGguf(
        Qwen2Config config, TokenizerContents tokenizer, string path, string name, TextWriter progress, CancellationToken cancellationToken)
    {
        (GgufHead head, IReadOnlyList<TensorContent> contents) = GgufSynthesis.Plan(config, tokenizer, name);
        using GgufHead owned = head;
        WriteProgress written = new(contents.Sum(content => content.ByteCount), progress);
        string partial = path + ".partial";
        try
        {
            using (FileStream stream = File.Create(partial))
            {
                head.Write(stream);
                foreach (TensorContent content in contents)
                {
                    content.Write(stream, written, cancellationToken);
                    stream.Write(new byte[GgufHead.Padding(content.ByteCount)]);
                }
            }

            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}
