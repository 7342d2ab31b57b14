using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Inference.Engine;

/// <summary>A model folder that was opened and found good; of its weights nothing is read yet.</summary>
internal sealed class ModelFolder : IDisposable
{
    private ModelFolder(Checkpoint checkpoint, QwenTokenizer tokenizer)
    {
        Checkpoint = checkpoint;
        Tokenizer = tokenizer;
    }

    public Checkpoint Checkpoint { get; }

    public QwenTokenizer Tokenizer { get; }

    /// <exception cref="CheckpointException">What is wrong with the folder, in one line.</exception>
    public static ModelFolder Open(string folder, InferenceOptions options)
    {
        Checkpoint checkpoint = Checkpoint.Open(folder);
        try
        {
            QwenTokenizer tokenizer = QwenTokenizer.Load(checkpoint.Folder);
            int rows = checkpoint.Config.VocabularySize;
            if (tokenizer.MaxTokenId >= rows)
            {
                throw new CheckpointException(
                    checkpoint.Folder, $"a tokenizer with ids up to {tokenizer.MaxTokenId}", $"ids below the {rows} rows of the embedding (vocab_size in config.json)");
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
