using System.Buffers.Binary;
using System.Text.Json;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;
using QwenWebChat.Tests.Checkpoints;

namespace QwenWebChat.Tests.Execution;

/// <summary>A checkpoint of Qwen2.5-7B's shapes whose file is a hole: it can be planned for, and takes no disk.</summary>
internal static class HollowCheckpoint
{
    /// <summary>15.2 GB of bfloat16 by its headers.</summary>
    public static Checkpoint SevenB(TemporaryFolder folder)
    {
        folder.WriteConfig(
            ("hidden_size", "3584"), ("intermediate_size", "18944"), ("num_hidden_layers", "28"), ("num_attention_heads", "28"), ("num_key_value_heads", "4"),
            ("vocab_size", "152064"), ("max_position_embeddings", "32768"), ("tie_word_embeddings", "false"));
        Dictionary<string, object> header = [];
        long offset = 0;
        foreach (TensorSpec spec in TensorSpec.For(Qwen2Config.Load(folder.Path)))
        {
            long end = offset + (2 * spec.ElementCount);
            header[spec.Name] = new { dtype = "BF16", shape = spec.Shape, data_offsets = new[] { offset, end } };
            offset = end;
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        byte[] length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        using FileStream file = File.Create(folder.At("model.safetensors"));
        file.Write(length);
        file.Write(json);
        file.SetLength(length.Length + json.Length + offset);
        file.Dispose();
        return Checkpoint.Open(folder.Path);
    }
}
