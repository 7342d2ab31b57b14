namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// A format of model files: how a model is found, and how its configuration, defaults, tokenizer and tensors are read.
/// <see cref="CheckpointFormats"/> lists all formats.
/// </summary>
internal interface ICheckpointFormat
{
    /// <summary>Returns the path of the complete model of this format in a folder; null if there is none.</summary>
    /// <exception cref="CheckpointException">The folder contains several models.</exception>
    string? FindIn(string folder);

    /// <summary>Returns the path of the model that a file is; null if the file is not one of this format.</summary>
    string? FindFile(string file);

    /// <summary>Opens a model from its headers alone.</summary>
    /// <exception cref="CheckpointException">A part of the model is missing, damaged or not supported.</exception>
    Checkpoint Open(ModelLocation location);

    /// <summary>Reads the tokenizer of a model whose weights may be missing.</summary>
    /// <param name="path">The path of the model, as in <see cref="ModelLocation"/>.</param>
    /// <exception cref="CheckpointException">A part of the tokenizer is missing, damaged or not supported.</exception>
    TokenizerContents ReadTokenizer(string path);
}
