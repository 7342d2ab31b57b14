using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Inference.Engine;

/// <summary>A model folder or GGUF file that was opened and validated; its weights are not loaded yet.</summary>
internal sealed class ModelFolder : IDisposable
{
    private ModelFolder(Checkpoint checkpoint, QwenTokenizer tokenizer)
    {
        Checkpoint = checkpoint;
        Tokenizer = tokenizer;
    }

    public Checkpoint Checkpoint { get; }

    public QwenTokenizer Tokenizer { get; }

    /// <exception cref="CheckpointException">The model cannot be used; the message says why, in one line.</exception>
    public static ModelFolder Open(string path, InferenceOptions options)
    {
        Checkpoint checkpoint = Checkpoint.Open(path);
        try
        {
            QwenTokenizer tokenizer = new(checkpoint.ReadTokenizer());
            int rows = checkpoint.Config.VocabularySize;
            if (tokenizer.MaxTokenId >= rows)
            {
                throw new CheckpointException(
                    checkpoint.Path, $"a tokenizer with ids up to {tokenizer.MaxTokenId}", $"ids below the {rows} rows of the embedding");
            }

            ModelRunner.Check(checkpoint, options);
            return new ModelFolder(checkpoint, tokenizer);
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    public void Dispose() => Checkpoint.Dispose();
}
