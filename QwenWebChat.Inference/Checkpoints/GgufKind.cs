namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// The kinds of GGUF files that are not models, from <c>general.type</c>. Source: GGUFType of gguf-py/gguf/constants.py
/// in ggml-org/llama.cpp.
/// </summary>
internal static class GgufKind
{
    private const string Key = "general.type";

    /// <summary>Rejects a file that is not a model, with the name of its kind.</summary>
    /// <exception cref="CheckpointException">The file is of another kind.</exception>
    public static void Require(GgufMetadata keys)
    {
        (string? found, string expected) = keys.Label(Key) switch
        {
            "adapter" => ("a LoRA adapter", "the model itself; llama.cpp's llama-export-lora merges an adapter into it"),
            "imatrix" => ("an importance matrix (imatrix), which only quantizers use", "the model's own file"),
            "mmproj" => ("the part of a model that sees or hears (mmproj)", "the text model's file"),
            _ => (null, ""),
        };
        if (found is not null)
        {
            throw new CheckpointException(keys.Path, $"{found}: {Key} = {GgufMetadata.Quote(keys.Label(Key)!)}", expected);
        }
    }

    /// <summary>Returns whether a file belongs to a model without being or changing one; a damaged file counts as a model.</summary>
    public static bool IsBesideModels(string path)
    {
        try
        {
            using GgufFile file = GgufFile.Open(path);
            return file.Header.Metadata.Label(Key) is "imatrix" or "mmproj";
        }
        catch (CheckpointException)
        {
            return false;
        }
    }
}
