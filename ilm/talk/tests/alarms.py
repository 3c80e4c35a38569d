"""Sentences of danger in each language, in the order of DANGERS: plainly invented."""

DANGERS = "suicide violence confinement passport injury fire at_sea child".split()  # noqa: SIM905

SAID = {
    "en": """I cannot go on, I want to die
The foreman slapped my friend again
At night they lock us in the dormitory
Boss took our passports on the first day
He is bleeding and nobody calls a doctor
There is a fire in the warehouse
We are still on the boat near the island
A child works beside me at the press""",
    "my": """အရမ်းစိတ်ညစ်လို့ သေချင်နေပြီ
ဆူပါဗိုက်ဇာက သူငယ်ချင်းကို ရိုက်တယ်
အခန်းထဲမှာ သော့ခတ်ပြီး ထားခဲ့တယ်
ပတ်စပို့တွေအားလုံး သူဌေးယူထားတယ်
သူ့ခြေထောက် ဒဏ်ရာရပြီး လမ်းမလျှောက်နိုင်ဘူး
ဂိုဒေါင်မှာ မီးလောင်နေတယ် မြန်မြန်လာပါ
ကျွန်တော်တို့ လှေပေါ်မှာပဲ ရှိသေးတယ်
ကလေးတွေကိုပါ အလုပ်ခိုင်းနေတယ်""",
    "km": """ខ្ញុំអស់សង្ឃឹមហើយ ចង់ស្លាប់ទេ
មេការបានវាយមិត្តខ្ញុំទៀតហើយ
គេចាក់សោបន្ទប់យើងរាល់យប់
ថៅកែយកប៉ាស្ព័រយើងទាំងអស់
គាត់របួសជើង ដើរមិនរួច
ឃ្លាំងមានភ្លើងឆេះ សូមមកឆាប់
យើងនៅលើទូកនៅឡើយ
គេឲ្យក្មេងធ្វើការយប់""",
    "th": """ไม่ไหวแล้วค่ะ อยากตายจริงๆ
หัวหน้าทำร้ายเพื่อนผมอีกแล้ว
พวกเราถูกขังอยู่ในห้อง
เถ้าแก่เก็บพาสปอร์ตไว้ทุกคน
เขาบาดเจ็บที่ขา เดินไม่ได้
โกดังไฟไหม้ รีบมาด่วน
ยังติดอยู่บนเรือครับ
เขาให้เด็กทำงานกะกลางคืน""",
    "lo": """ບໍ່ໄຫວແລ້ວ ຢາກຕາຍແທ້ໆ
ຫົວໜ້າທຳຮ້າຍໝູ່ຂ້ອຍອີກແລ້ວ
ພວກເຮົາຖືກຂັງຢູ່ໃນຫ້ອງ
ເຖົ້າແກ່ເກັບໜັງສືຜ່ານແດນໄວ້ໝົດ
ລາວບາດເຈັບທີ່ຂາ ຍ່າງບໍ່ໄດ້
ສາງໄຟໄໝ້ ຮີບມາແດ່
ຍັງຕິດຢູ່ເທິງເຮືອ
ເຂົາໃຫ້ເດັກນ້ອຍເຮັດວຽກກາງຄືນ""",
    "ne": """अब सहन सक्दिनँ, मर्न मन लागेको छ
हाकिमले साथीलाई फेरि कुट्यो
हामीलाई कोठाभित्र थुनेर राखेका छन्
साहुले सबैको राहदानी राख्यो
उसको खुट्टामा चोट लागेको छ
गोदाममा आगो लागेको छ, छिटो आउनुहोस्
हामी अझै डुङ्गामै छौं
बच्चाहरूलाई पनि काम लगाउँछन्""",
    "hi": """अब सहा नहीं जाता, मैं मरना चाहती हूँ
सुपरवाइज़र ने दोस्त को पीटा
हमें कमरे में बंद कर दिया है
मालिक ने सबके पासपोर्ट रख लिए
उसके पैर में गहरी चोट लगी है
गोदाम में आग लगी है, जल्दी आओ
हम अब भी जहाज पर हैं
छोटे बच्चों से काम करवाते हैं""",
    "bn": """আর পারছি না, মরতে চাই আমি
সুপারভাইজার আমার বন্ধুকে মারধর করছে
আমাদের ঘরে আটকে রাখছে
মালিক সবার পাসপোর্ট নিয়ে রাখছে
সে পায়ে আহত হয়ে পড়ে আছে
গুদামে আগুন লাগছে, তাড়াতাড়ি আসেন
আমরা এখনো নৌকায় আছি
শিশুদের দিয়েও কাজ করায়""",
    "ta": """இனி முடியாது, தற்கொலை செய்துகொள்ளலாம் என்று இருக்கிறது
மேலாளர் என் நண்பனை மீண்டும் அடித்தார்
எங்களை அறையில் பூட்டி வைத்திருக்கிறார்கள்
முதலாளி எல்லோருடைய பாஸ்போர்ட்டையும் வைத்திருக்கிறார்
அவருக்கு காலில் காயம் ஏற்பட்டது
கிடங்கில் தீப்பிடித்துள்ளது, சீக்கிரம் வாருங்கள்
நாங்கள் இன்னும் படகில் இருக்கிறோம்
குழந்தைகளையும் வேலை வாங்குகிறார்கள்""",
    "si": """මට තව බෑ, මැරෙන්න හිතෙනවා
සුපවයිසර් ආයෙත් යාළුවාට ගැහුවා
අපිව කාමරේට දාලා අගුල් දැම්මා
බොස් හැමෝගෙම පාස්පෝට් තියාගෙන
එයාගේ කකුල තුවාල වෙලා
ගබඩාව ගිනි ගත්තා, ඉක්මනට එන්න
අපි තාම බෝට්ටුවේ ඉන්නේ
පොඩි ළමයි ලවා වැඩ කරවනවා""",
    "ur": """اب برداشت نہیں، میں مرنا چاہتی ہوں
سپروائزر نے دوست کو مارا
ہمیں کمرے میں بند کر دیا ہے
مالک نے سب کے پاسپورٹ رکھ لیے
اس کی ٹانگ زخمی ہے
گودام میں آگ لگی ہے، جلدی آئیں
ہم ابھی تک جہاز پر ہیں
چھوٹے بچوں سے کام کرواتے ہیں""",
    "zh": """我撑不住了,想死
主管又打我朋友,打人很厉害
他们把我们锁在房间里
老板收走了所有人的护照
他腿受伤了,走不了路
仓库着火了,快来
我们还在船上
他们让小孩上夜班""",
    "vi": """Em chịu hết nổi rồi, chỉ muốn chết thôi
Quản lý lại đánh bạn em
Bọn em bị nhốt trong phòng
Ông chủ thu hết hộ chiếu
Anh ấy bị thương ở chân
Kho hàng đang cháy, tới mau
Bọn em vẫn còn trên tàu
Họ bắt trẻ em làm ca đêm""",
    "id": """Saya sudah tidak kuat, rasanya ingin mati
Mandor memukul teman saya lagi
Kami dikurung di dalam kamar
Bos menyimpan paspor kami semua
Dia terluka di kaki, tidak bisa jalan
Gudang kebakaran, cepat ke sini
Kami masih di atas kapal
Anak-anak juga disuruh bekerja""",
    "ms": """Saya dah tak tahan, rasa nak mati
Penyelia tampar kawan saya lagi
Kami dikurung dalam bilik
Majikan simpan pasport semua orang
Dia cedera di kaki, tak boleh jalan
Gudang kebakaran, datang cepat
Kami masih atas kapal
Kanak-kanak pun disuruh kerja""",
    "tl": """Hindi ko na kaya, gusto ko nang mamatay
Binugbog na naman ng bisor ang kaibigan ko
Nakakulong kami sa kuwarto
Kinuha ng amo ang pasaporte naming lahat
Sugatan ang paa niya, hindi makalakad
May sunog sa bodega, bilisan ninyo
Nasa barko pa rin kami
Pinagtatrabaho pati mga bata""",
}
