"""What demonstration workers say: invented sentences, by leaf and language. Nobody said them."""

from typing import Final

REPORTS: Final[dict[str, dict[str, str]]] = {
    "wag.not_paid": {
        "my": "ကျွန်မတို့ လုပ်ခ နှစ်လ မရသေးပါဘူး။",
        "km": "យើងមិនទាន់បានប្រាក់ខែពីរខែហើយ។",
        "ne": "हामीले दुई महिनादेखि तलब पाएका छैनौँ।",
        "th": "พวกเรายังไม่ได้ค่าจ้างสองเดือนแล้ว",
        "bn": "আমরা দুই মাস ধরে বেতন পাইনি।",
        "lo": "ພວກເຮົາຍັງບໍ່ໄດ້ຮັບຄ່າແຮງສອງເດືອນແລ້ວ",
        "vi": "Chúng tôi chưa được trả lương hai tháng rồi.",
        "id": "Kami belum digaji selama dua bulan.",
    },
    "wag.deductions": {
        "my": "လစာထဲက ဘာကြောင့်မှန်းမသိ ငွေဖြတ်တယ်။",
        "km": "គេកាត់ប្រាក់ខែយើងដោយមិនប្រាប់មូលហេតុ។",
        "ne": "कारण नबताई तलबबाट पैसा काट्छन्।",
        "th": "เขาหักเงินเดือนโดยไม่บอกเหตุผล",
        "bn": "কারণ না জানিয়ে বেতন থেকে টাকা কাটে।",
        "lo": "ເຂົາຫັກເງິນເດືອນໂດຍບໍ່ບອກເຫດຜົນ",
        "vi": "Họ trừ lương mà không nói lý do.",
        "id": "Gaji kami dipotong tanpa alasan.",
    },
    "tim.forced_overtime": {
        "my": "အချိန်ပိုမဆင်းရင် အလုပ်ဖြုတ်မယ်လို့ ခြိမ်းခြောက်တယ်။",
        "km": "បើមិនធ្វើថែមម៉ោង គេគំរាមបញ្ឈប់ពីការងារ។",
        "ne": "ओभरटाइम नगरे कामबाट निकाल्ने धम्की दिन्छन्।",
        "th": "ถ้าไม่ทำโอทีเขาขู่จะไล่ออก",
        "bn": "ওভারটাইম না করলে চাকরি খাওয়ার হুমকি দেয়।",
        "lo": "ຖ້າບໍ່ເຮັດວຽກລ່ວງເວລາ ເຂົາຂູ່ຈະໄລ່ອອກ",
        "vi": "Không tăng ca thì họ dọa đuổi việc.",
        "id": "Kalau tidak lembur kami diancam dipecat.",
    },
    "doc.identity_retained": {
        "my": "အလုပ်ရှင်က နိုင်ငံကူးလက်မှတ် သိမ်းထားတယ်။ ပြန်မပေးဘူး။",
        "km": "ថៅកែដកលិខិតឆ្លងដែនយើង មិនឲ្យវិញទេ។",
        "ne": "साहुले पासपोर्ट राखेका छन्, दिँदैनन्।",
        "th": "นายจ้างยึดหนังสือเดินทางไว้ไม่ยอมคืน",
        "bn": "মালিক পাসপোর্ট আটকে রেখেছে, ফেরত দেয় না।",
        "lo": "ນາຍຈ້າງຍຶດໜັງສືຜ່ານແດນໄວ້ ບໍ່ຄືນ",
        "vi": "Chủ giữ hộ chiếu của chúng tôi, không trả lại.",
        "id": "Majikan menahan paspor kami.",
    },
    "rec.fee_charged": {
        "my": "အလုပ်ရဖို့ ပွဲစားကို ငွေအများကြီး ပေးခဲ့ရတယ်။",
        "km": "យើងត្រូវបង់ប្រាក់ច្រើនឲ្យមេខ្យល់ដើម្បីបានការងារ។",
        "ne": "काम पाउन दलाललाई धेरै पैसा तिर्नुपर्यो।",
        "th": "ต้องจ่ายเงินให้นายหน้าเยอะมากเพื่อให้ได้งาน",
        "bn": "কাজ পেতে দালালকে অনেক টাকা দিতে হয়েছে।",
        "lo": "ຕ້ອງຈ່າຍເງິນໃຫ້ນາຍໜ້າຫຼາຍເພື່ອໄດ້ວຽກ",
        "vi": "Phải trả rất nhiều tiền cho môi giới để có việc.",
        "id": "Kami harus membayar calo mahal untuk dapat kerja.",
    },
    "vio.verbal": {
        "my": "ကြီးကြပ်ရေးမှူးက နေ့တိုင်း ဆဲဆိုတယ်။",
        "km": "មេការស្រែកជេរយើងរាល់ថ្ងៃ។",
        "ne": "सुपरभाइजरले हरेक दिन गाली गर्छन्।",
        "th": "หัวหน้าด่าพวกเราทุกวัน",
        "bn": "সুপারভাইজার প্রতিদিন গালি দেয়।",
        "lo": "ຫົວໜ້າດ່າພວກເຮົາທຸກມື້",
        "vi": "Quản đốc chửi mắng chúng tôi mỗi ngày.",
        "id": "Mandor memaki kami setiap hari.",
    },
    "osh.fire_building": {
        "my": "အရေးပေါ်ထွက်ပေါက်ကို သော့ခတ်ထားတယ်။",
        "km": "ច្រកសង្គ្រោះបន្ទាន់ត្រូវបានចាក់សោ។",
        "ne": "आपतकालीन ढोकामा ताला लगाइएको छ।",
        "th": "ประตูหนีไฟถูกล็อกไว้",
        "bn": "জরুরি বের হওয়ার দরজায় তালা দেওয়া।",
        "lo": "ປະຕູໜີໄຟຖືກລັອກໄວ້",
        "vi": "Cửa thoát hiểm bị khóa.",
        "id": "Pintu darurat dikunci.",
    },
    "liv.housing_poor": {
        "my": "အဆောင်မှာ လူအရမ်းများပြီး ရေမရဘူး။",
        "km": "កន្លែងស្នាក់នៅចង្អៀត គ្មានទឹកប្រើ។",
        "ne": "बस्ने ठाउँ धेरै साँघुरो छ, पानी छैन।",
        "th": "หอพักแออัดมาก ไม่มีน้ำใช้",
        "bn": "থাকার জায়গা খুব ঠাসাঠাসি, পানি নেই।",
        "lo": "ຫໍພັກແອອັດ ບໍ່ມີນ້ຳໃຊ້",
        "vi": "Chỗ ở rất chật, không có nước.",
        "id": "Asrama terlalu sesak, tidak ada air.",
    },
}

OTHERS: Final[dict[str, dict[str, str]]] = {
    "question": {
        "my": "ဒီလ ရုံးပိတ်ရက် ဘယ်နေ့လဲ။",
        "km": "ខែនេះឈប់សម្រាកថ្ងៃណា?",
        "ne": "यो महिना बिदा कहिले हो?",
        "th": "เดือนนี้วันหยุดวันไหนคะ",
        "bn": "এই মাসে ছুটি কবে?",
        "lo": "ເດືອນນີ້ພັກວັນໃດ",
        "vi": "Tháng này nghỉ ngày nào?",
        "id": "Bulan ini libur tanggal berapa?",
    },
    "feedback_positive": {
        "my": "ကျေးဇူးတင်ပါတယ်။",
        "km": "អរគុណច្រើន។",
        "ne": "धन्यवाद।",
        "th": "ขอบคุณมากค่ะ",
        "bn": "ধন্যবাদ।",
        "lo": "ຂອບໃຈຫຼາຍໆ",
        "vi": "Cảm ơn nhiều.",
        "id": "Terima kasih.",
    },
    "rights_information": {
        "my": "အနည်းဆုံးလုပ်ခ ဘယ်လောက်လဲ သိချင်ပါတယ်။",
        "km": "ខ្ញុំចង់ដឹងប្រាក់ឈ្នួលអប្បបរមាប៉ុន្មាន?",
        "ne": "न्यूनतम ज्याला कति हो?",
        "th": "ค่าแรงขั้นต่ำเท่าไหร่คะ",
        "bn": "ন্যূনতম মজুরি কত?",
        "lo": "ຄ່າແຮງຂັ້ນຕ່ຳເທົ່າໃດ",
        "vi": "Lương tối thiểu là bao nhiêu?",
        "id": "Berapa upah minimum?",
    },
}

NATIONALITY: Final[dict[str, str]] = {
    "my": "MM", "km": "KH", "ne": "NP", "th": "TH", "bn": "BD", "lo": "LA", "vi": "VN", "id": "ID",
}  # fmt: skip

RAISED: Final[dict[str, str]] = {
    "wag.not_paid": "Wages of recent months were not paid in full. Please pay what is due.",
    "wag.deductions": "Money is taken from wages without an explanation on the payslip.",
    "tim.forced_overtime": "Overtime is demanded under threat of dismissal.",
    "doc.identity_retained": "Passports are kept and not returned on request.",
    "rec.fee_charged": "Workers paid fees to get their jobs. Please repay them.",
    "vio.verbal": "Line supervisors shout at and insult workers.",
    "osh.fire_building": "Emergency exits are locked during working hours.",
    "liv.housing_poor": "The dormitory is overcrowded and water is short.",
}
