using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>Which layers of a model take the same input, and are one product on libtorch's device.</summary>
internal static class DeviceGroups
{
    // In the order in which they are loaded.
    private static readonly string[][] Groups = [["q_proj", "k_proj", "v_proj"], ["gate_proj", "up_proj"]];

    /// <summary>The name of a product of several layers.</summary>
    /// <param name="names">Such as <c>model.layers.0.mlp.gate_proj</c>.</param>
    public static string NameOf(IReadOnlyList<string> names) => string.Join('+', names);

    /// <summary>The layers whose product can be made once this one is there: the group that it is the last of, or it alone; null for the others of a group.</summary>
    public static IReadOnlyList<string>? CompletedBy(string name)
    {
        int dot = name.LastIndexOf('.') + 1;
        string[]? group = Array.Find(Groups, group => group.Contains(name[dot..]));
        return group is null ? [name] : name[dot..] == group[^1] ? [.. group.Select(part => name[..dot] + part)] : null;
    }
}
