using System.IO.Enumeration;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>Recognizes models in unsupported formats, so that the error says what was found and what to do about it.</summary>
internal static class ForeignWeights
{
    private const string AdapterConfig = "adapter_config.json";
    private const string Convert = "safetensors files: take a version of the model that has them, or convert it once with transformers' save_pretrained";
    private const string Pickled = "weights pickled by PyTorch, which can run code and are not read";
    private const string Unfinished = "a download that has not ended";
    private const string Download = "every file of the model; download it again";
    private const int MaxFolders = 200;

    private static readonly string[] AdapterFiles = [AdapterConfig, "adapter_model.safetensors", "adapter_model.bin"];

    // The order matters: the first match is reported.
    private static readonly (string Pattern, string Kind, string Expected)[] Formats =
    [
        ("pytorch_model*.bin", Pickled, Convert),
        ("*.pth", Pickled, Convert),
        ("*.pt", Pickled, Convert),
        ("*.ckpt", Pickled, Convert),
        ("tf_model*.h5", "weights for TensorFlow", Convert),
        ("flax_model*.msgpack", "weights for Flax", Convert),
        ("*.onnx", "a model for ONNX Runtime", Convert),
        ("openvino_model.xml", "a model for OpenVINO", Convert),
        ("*.incomplete", Unfinished, Download),
        ("*.part", Unfinished, Download),
        ("*.crdownload", Unfinished, Download),
        ("*.aria2", Unfinished, Download),
        ("sha256-*", "one of the files of Ollama's store", "the path of the model's own file, which 'ollama show NAME --modelfile' gives after FROM"),
        ("*.bin", "weights in a form that is not read", Convert),
    ];

    /// <summary>
    /// Rejects a folder with an adapter: alone it is not a model, and beside its base model it would be silently
    /// ignored.
    /// </summary>
    /// <exception cref="CheckpointException">The folder contains an adapter.</exception>
    public static void RefuseAdapter(string folder)
    {
        if (AdapterFiles.FirstOrDefault(name => File.Exists(Path.Combine(folder, name))) is not { } file)
        {
            return;
        }

        (string kind, string? baseModel) = ReadAdapter(Path.Combine(folder, AdapterConfig));
        bool hasBase = File.Exists(Path.Combine(folder, Qwen2Config.FileName)) && HoldsBase(folder);
        string made = baseModel is null ? "" : $", made for {baseModel}";
        throw new CheckpointException(
            folder,
            $"a {kind} adapter ({file}{made}){(hasBase ? " beside its base model" : "")}",
            $"a whole model: merge the adapter into its base (peft's merge_and_unload, then save_pretrained){(hasBase ? ", or move the adapter away to load the base alone" : "")}");
    }

    /// <summary>Returns the error for a folder without a supported model; null if none of its files is recognized.</summary>
    public static CheckpointException? Describe(string folder)
    {
        foreach ((string pattern, string kind, string expected) in Formats)
        {
            if (Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal).FirstOrDefault() is { } file)
            {
                return new CheckpointException(folder, $"{Path.GetFileName(file)}, {kind}", expected);
            }
        }

        string[] models = [.. Directory.EnumerateDirectories(folder).Take(MaxFolders).Where(HoldsModel).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        return models is []
            ? null
            : new CheckpointException(folder, $"no model of its own, but {models.Length} in its folders ({SafetensorsFiles.Shown(models)})", "the path of one of them");
    }

    /// <summary>Returns the error for a file that is not a GGUF file and not in a model folder.</summary>
    public static CheckpointException DescribeFile(string file)
    {
        using FileStream stream = CheckpointFile.OpenRead(file, ModelLocation.Expected);
        byte[] head = CheckpointFile.ReadBytes(stream, (int)Math.Min(stream.Length, 16));
        if (KindOf(head, stream.Length) is { } kind)
        {
            return new CheckpointException(file, kind, ModelLocation.Expected);
        }

        (_, string? named, string expected) = Formats.FirstOrDefault(format => FileSystemName.MatchesSimpleExpression(format.Pattern, Path.GetFileName(file)));
        return new CheckpointException(file, named ?? "a file that is not a model", named is null ? ModelLocation.Expected : expected);
    }

    // Recognized by the first bytes; null if they are unknown.
    private static string? KindOf(ReadOnlySpan<byte> head, long fileBytes)
    {
        // Numbers are little-endian: ggml's magic words are reversed in the file.
        return head switch
        {
            [(byte)'l', (byte)'m', (byte)'g', (byte)'g', ..] or [(byte)'f', (byte)'m', (byte)'g', (byte)'g', ..] or [(byte)'t', (byte)'j', (byte)'g', (byte)'g', ..]
                => "a model in llama.cpp's format from before GGUF",
            [(byte)'a', (byte)'l', (byte)'g', (byte)'g', ..] => "a LoRA adapter in llama.cpp's format from before GGUF",
            [(byte)'P', (byte)'K', 3, 4, ..] => "a zip archive, as PyTorch's pickled weights are",
            [0x80, >= 2 and <= 5, ..] => Pickled,
            [0x89, (byte)'H', (byte)'D', (byte)'F', ..] => "an HDF5 file, as weights for TensorFlow are",
            _ when head.StartsWith("version "u8) => "a Git LFS pointer instead of the file (git lfs pull fetches it)",
            _ when IsSafetensors(head, fileBytes) => $"a safetensors file without {Qwen2Config.FileName} beside it",
            _ => null,
        };
    }

    private static bool IsSafetensors(ReadOnlySpan<byte> head, long fileBytes) =>
        head.Length > SafetensorsHeader.LengthBytes
        && head[SafetensorsHeader.LengthBytes] == (byte)'{'
        && BitConverter.ToUInt64(head) <= (ulong)fileBytes;

    // The settings only add details to the message: even if they are damaged, the file is an adapter.
    private static (string Kind, string? BaseModel) ReadAdapter(string path)
    {
        try
        {
            JsonSection settings = JsonSection.Load(path, "an adapter's settings");
            string kind = settings.Quote("peft_type")?.Trim('"') ?? "LORA";
            return (kind == "LORA" ? "LoRA" : kind, settings.Quote("base_model_name_or_path"));
        }
        catch (CheckpointException)
        {
            return ("LoRA", null);
        }
    }

    private static bool HoldsBase(string folder) =>
        Directory.EnumerateFiles(folder, $"*{SafetensorsFiles.Extension}").Any(path => !AdapterFiles.Contains(Path.GetFileName(path), StringComparer.Ordinal));

    private static bool HoldsModel(string folder)
    {
        try
        {
            return File.Exists(Path.Combine(folder, Qwen2Config.FileName)) || GgufModel.AreIn(folder) || Directory.Exists(Path.Combine(folder, "snapshots"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // a folder of somebody else
        }
    }
}
